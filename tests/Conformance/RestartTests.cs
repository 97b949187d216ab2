using System.Net;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>The node keeps no dialog state: a call goes on after kill -9 and a start on the same sockets.</summary>
public class RestartTests
{
    public RestartTests() => SippInstallation.Require();

    /// <summary>
    /// The called side is on UDP: a SIPp that listens on TCP answers over the connection that the node's death closed and cannot
    /// open another, so over TCP it says nothing about the node.
    /// </summary>
    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Callers_re_INVITE_and_BYE_reach_the_called_side(SipTransport transport)
    {
        await using var node = await NodeProcess.StartAsync();
        var (site, west, east) = await TwoFarEndsAsync(node, transport);
        // Over TCP the caller opens a connection anew, as whoever does that has something to say.
        var reconnect = transport == SipTransport.Udp
            ? ""
            : $"""<nop><action><setdest host="{node.Sip.Address}" port="{node.Sip.Port}" protocol="tcp"/></action></nop>""";
        using var barrier = new SippBarrier();
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_across_callers_restart", SipTransport.Udp, east));
        var role = SippRole.Caller("caller_across_restart", transport, west, node.Sip, "100", "200", site.Domain, ("reconnect", reconnect));
        await using var caller = SippProcess.Start(role with { Barrier = barrier.Endpoint, OwnConnections = transport == SipTransport.Tcp });
        await barrier.ReachedAsync();
        // The ACK is on its way when the caller is at the barrier; the call is up when the called side has it.
        await far.HasReceivedAsync(m => m.IsRequest("ACK"), "ACK");
        await RestartAsync(node);
        await barrier.ReleaseAsync();
        await caller.CompletedAsync();
        await far.FinishAsync();
        Assert.Single(far.ReceivedRequests("BYE"));
    }

    [Fact]
    public async Task Called_sides_re_INVITE_and_BYE_reach_the_caller()
    {
        await using var node = await NodeProcess.StartAsync();
        var (site, west, east) = await TwoFarEndsAsync(node, SipTransport.Udp);
        using var barrier = new SippBarrier();
        await using var far = await SippProcess.ListenAsync(
            SippRole.Listener("callee_across_restart", SipTransport.Udp, east) with { Barrier = barrier.Endpoint });
        await using var caller = SippProcess.Start(
            SippRole.Caller("caller_is_called_back", SipTransport.Udp, west, node.Sip, "100", "200", site.Domain));
        await barrier.ReachedAsync();
        await RestartAsync(node);
        await barrier.ReleaseAsync();
        await caller.CompletedAsync();
        await far.FinishAsync();
        Assert.Single(caller.ReceivedRequests("BYE"));
    }

    [Fact]
    public async Task Phone_that_registered_before_is_called_after()
    {
        await using var node = await NodeProcess.StartAsync();
        var (site, west, _) = await TwoFarEndsAsync(node, SipTransport.Udp);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", SipTransport.Udp);
        await RestartAsync(node);
        await SippProcess.RunAsync(SippRole.Caller("caller_short", SipTransport.Udp, west, node.Sip, "100", "150", site.Domain));
        await phone.FinishAsync();
        Assert.Single(phone.ReceivedRequests("BYE"));
    }

    private static async Task RestartAsync(NodeProcess node)
    {
        await node.KillAsync();
        await node.StartAgainAsync();
        // SIP opens when the routing table is loaded, which the API need not wait for.
        await Eventually.TrueAsync(() => Loopback.IsTaken(node.Sip, SipTransport.Udp) && Loopback.IsTaken(node.Sip, SipTransport.Tcp),
            TimeSpan.FromSeconds(15), () => $"SIP is open again\n{node.LogTail}");
    }

    private static async Task<(TestSite Site, IPEndPoint West, IPEndPoint East)> TwoFarEndsAsync(NodeProcess node, SipTransport westTransport)
    {
        var site = await TestSite.CreateAsync(node);
        var west = Loopback.NextEndpoint();
        var east = Loopback.NextEndpoint();
        await site.AddIpConnectorAsync("West", west, "100", "149", westTransport, allowTransit: true);
        await site.AddIpConnectorAsync("East", east, "200", "299", SipTransport.Udp);
        await site.RoutesAsync("200", "REMOTE");
        return (site, west, east);
    }
}
