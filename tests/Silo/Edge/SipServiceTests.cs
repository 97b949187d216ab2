using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Edge;

public sealed class SipServiceTests
{
    [Fact]
    public async Task Service_may_be_stopped_more_than_once()
    {
        await using var node = new RunningNode();
        await node.InitializeAsync();
        var service = node.Services.GetRequiredService<SipService>();
        await service.StopAsync(TestContext.Current.CancellationToken);
        await service.StopAsync(TestContext.Current.CancellationToken);
        // The node stops it once more.
    }

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("192.0.2.77", false)]
    public async Task Socket_says_whether_its_address_is_of_this_machine(string address, bool isHere)
    {
        await using var transport = new UdpTransport(new IPEndPoint(IPAddress.Parse(address), 0), null, new SipLimits(), static _ => { }, isStandby: true);
        Assert.Equal(isHere, transport.IsHere);
    }
}
