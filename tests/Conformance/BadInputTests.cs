using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>Whatever arrives, the node goes on serving.</summary>
public class BadInputTests
{
    private const int Messages = 20_000;
    private const int Seed = 4475;
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Node_goes_on_after_the_torture_messages_of_RFC_4475()
    {
        RequireLoopback();
        var directory = Path.Combine(AppContext.BaseDirectory, "Rfc4475");
        string[] files = Directory.Exists(directory) ? Directory.GetFiles(directory, "*.dat") : [];
        Assert.SkipWhen(files.Length == 0, "the messages of RFC 4475 are not in tests/Sip/Rfc4475");
        await using var node = await NodeProcess.StartAsync();
        foreach (var file in files)
        {
            var message = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            await SendDatagramAsync(node.Sip, message);
            await SendStreamAsync(node.Sip, [message]);
            await ServesAsync(node, $"after {Path.GetFileName(file)}");
        }
        await CallWorksAsync(node);
    }

    [Fact]
    public async Task Node_goes_on_after_random_datagrams()
    {
        RequireLoopback();
        await using var node = await NodeProcess.StartAsync();
        var noise = new Noise(Seed, node.Sip);
        using var socket = new UdpClient(new IPEndPoint(Loopback.Next(), 0));
        for (var i = 0; i < Messages; i++)
        {
            await socket.SendAsync(noise.Next(), node.Sip, TestContext.Current.CancellationToken);
            // Not faster than the node reads, or most of it would be lost in the socket.
            if (i % 200 == 199) await ServesAsync(node, $"after {i + 1} datagrams (seed {Seed})");
        }
        await CallWorksAsync(node);
    }

    [Fact]
    public async Task Node_goes_on_after_random_streams()
    {
        RequireLoopback();
        await using var node = await NodeProcess.StartAsync();
        var noise = new Noise(Seed + 1, node.Sip);
        const int PerStream = 100;
        for (var i = 0; i < Messages; i += PerStream)
        {
            await SendStreamAsync(node.Sip, Enumerable.Range(0, PerStream).Select(_ => noise.Next()));
            if (i % 2000 == 0) await ServesAsync(node, $"after {i + PerStream} messages in streams (seed {Seed + 1})");
        }
        await CallWorksAsync(node);
    }

    private static void RequireLoopback() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "each peer needs an address of 127.0.0.0/8 of its own, which only Linux has");

    private static async Task SendDatagramAsync(IPEndPoint node, byte[] message)
    {
        using var socket = new UdpClient(new IPEndPoint(Loopback.Next(), 0));
        await socket.SendAsync(message, node, TestContext.Current.CancellationToken);
    }

    // Sends until the node has enough of it: closing the connection is a fair answer to noise.
    private static async Task SendStreamAsync(IPEndPoint node, IEnumerable<byte[]> messages)
    {
        using var bound = new CancellationTokenSource(s_bound, TimeProvider.System);
        using var client = new TcpClient(node.AddressFamily);
        await client.ConnectAsync(node, bound.Token);
        // What it answers is read and dropped, so that it is not the answers which stop it.
        var stream = client.GetStream();
        var answers = stream.CopyToAsync(Stream.Null, bound.Token);
        try
        {
            foreach (var message in messages) await stream.WriteAsync(message, bound.Token);
            client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
        }
        client.Close();
        try
        {
            await answers;
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }

    // OPTIONS over UDP and over TCP is answered.
    private static async Task ServesAsync(NodeProcess node, string when)
    {
        Assert.True(node.IsRunning, $"The node died {when}:\n{node.LogTail}");
        try
        {
            using var bound = new CancellationTokenSource(s_bound, TimeProvider.System);
            using var udp = new UdpClient(new IPEndPoint(Loopback.Next(), 0));
            await udp.SendAsync(Noise.Options(node.Sip, (IPEndPoint)udp.Client.LocalEndPoint!, "UDP"), node.Sip, bound.Token);
            Assert.StartsWith("SIP/2.0 200", Encoding.Latin1.GetString((await udp.ReceiveAsync(bound.Token)).Buffer), StringComparison.Ordinal);

            using var tcp = new TcpClient(node.Sip.AddressFamily);
            await tcp.ConnectAsync(node.Sip, bound.Token);
            await tcp.GetStream().WriteAsync(Noise.Options(node.Sip, (IPEndPoint)tcp.Client.LocalEndPoint!, "TCP"), bound.Token);
            var start = new byte[11];
            await tcp.GetStream().ReadExactlyAsync(start, bound.Token);
            Assert.Equal("SIP/2.0 200", Encoding.Latin1.GetString(start));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException)
        {
            Assert.Fail($"No 200 to OPTIONS {when}: {error.Message}\n{node.LogTail}");
        }
    }

    private static async Task CallWorksAsync(NodeProcess node)
    {
        if (SippInstallation.Path is null) return; // OPTIONS was answered; the call needs SIPp.
        foreach (var transport in Enum.GetValues<SipTransport>())
        {
            var site = await TestSite.CreateAsync(node);
            var west = Loopback.NextEndpoint();
            await site.AddIpConnectorAsync("West", west, "200", "299", transport);
            await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", transport);
            await SippProcess.RunAsync(SippRole.Caller("caller_short", transport, west, node.Sip, "100", "150", site.Domain));
            await phone.FinishAsync();
        }
    }
}
