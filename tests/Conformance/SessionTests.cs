using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>What is agreed on before and while a call lasts: reliable provisional responses, UPDATE, session timers.</summary>
public class SessionTests(SharedNode shared)
{
    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Rfc3262_provisional_response_is_acknowledged_across_a_trunk(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_pracked", transport, east));
        await SippProcess.RunAsync(SippRole.Caller(
            "caller_pracks", transport, west, site.Node.Sip, "100", "200", site.Domain, ("cseq", "1"), ("more", "\nSupported: 100rel")));
        await far.FinishAsync();
        var invite = Assert.Single(far.ReceivedRequests("INVITE"));
        Assert.Equal($"1 {invite.Header("CSeq")}", far.ReceivedRequests("PRACK")[0].Header("RAck"));
        Assert.Contains("m=audio 40002 ", far.ReceivedRequests("UPDATE")[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Rfc4028_8_session_timer_is_offered_and_turned_on_at_the_caller_alone(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee", transport, east));
        var messages = await SippProcess.RunAsync(SippRole.Caller("caller", transport, west, site.Node.Sip, "100", "200", site.Domain, ("more", "\nSupported: timer")));
        await far.FinishAsync();
        Assert.Equal("1800", far.ReceivedRequests("INVITE")[0].Header("Session-Expires"));
        var answer = messages.First(static m => !m.Sent && m.IsResponse(200, "INVITE"));
        Assert.Equal("1800;refresher=uac", answer.Header("Session-Expires"));
        Assert.Equal("timer", answer.Header("Require"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Rfc4028_8_1_session_interval_that_is_too_short_is_refused_with_422(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee", transport, east));
        var messages = await SippProcess.RunAsync(SippRole.Caller(
            "caller_refused", transport, west, site.Node.Sip, "100", "200", site.Domain, ("status", "422"), ("more", "\nSupported: timer\nSession-Expires: 89")));
        await far.FinishAsync();
        Assert.Equal("90", messages.First(static m => !m.Sent && m.IsResponse(422, "INVITE")).Header("Min-SE"));
        Assert.Empty(far.ReceivedRequests("INVITE"));
    }

    private async Task<(TestSite Site, System.Net.IPEndPoint West, System.Net.IPEndPoint East)> TwoFarEndsAsync(SipTransport transport)
    {
        var site = await shared.NewSiteAsync();
        var west = Loopback.NextEndpoint();
        var east = Loopback.NextEndpoint();
        await site.AddIpConnectorAsync("West", west, "100", "149", transport, allowTransit: true);
        await site.AddIpConnectorAsync("East", east, "200", "299", transport);
        await site.RoutesAsync("200", "REMOTE");
        return (site, west, east);
    }
}
