using System.Net;
using System.Net.Sockets;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Tests.Options;

public sealed class ListenFaultsTests
{
    [Fact]
    public async Task Each_address_that_is_in_use_is_named_with_its_option()
    {
        using var datagrams = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Assert.Equal(
            [
                $"udp:{datagrams.LocalEndPoint} is in use by another program; choose another Sip:Listen or stop that program.",
                "tcp:192.0.2.1:5060 is not an address of this machine; choose another Sip:Listen.",
                $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port} is in use by another program; choose another Api:Urls or stop that program.",
            ],
            await Faults($"udp:{datagrams.LocalEndPoint}", "tcp:192.0.2.1:5060", $"http://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"));
    }

    [Fact]
    public async Task Free_addresses_are_no_fault() => Assert.Empty(await Faults("udp:127.0.0.1:0", "tcp:[::1]:0", "http://*:0"));

    private static async Task<IReadOnlyList<string>> Faults(string first, string second, string url)
    {
        await using var node = NodeHost.Build([$"--Sip:Listen:0={first}", $"--Sip:Listen:1={second}", $"--Api:Urls={url}"]);
        return ListenFaults.Of(node);
    }
}
