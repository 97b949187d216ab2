using System.Net;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>Generic IP Auth: SIPp at both far ends, and at a phone.</summary>
public class IpConnectorTests(SharedNode shared)
{
    [Theory]
    [InlineData(SipTransport.Udp, "caller")]
    [InlineData(SipTransport.Udp, "callee")]
    [InlineData(SipTransport.Tcp, "caller")]
    [InlineData(SipTransport.Tcp, "callee")]
    public async Task Call_crosses_from_far_end_to_far_end_with_transit(SipTransport transport, string hangup)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee", transport, east, ("hangup", hangup)));
        var calling = await SippProcess.RunAsync(SippRole.Caller("caller", transport, west, site.Node.Sip, "100", "200", site.Domain, ("hangup", hangup)));
        await far.FinishAsync();

        var sent = calling.First(m => m.Sent && m.IsRequest("INVITE"));
        var received = far.ReceivedRequests("INVITE")[0];
        // The near side's topology stays hidden.
        Assert.Contains(site.Node.Sip.Address.ToString(), Assert.Single(received.Headers("Via")), StringComparison.Ordinal);
        Assert.Empty(received.Headers("Record-Route"));
        Assert.Contains(site.Node.Sip.Address.ToString(), received.Header("Contact"), StringComparison.Ordinal);
        Assert.DoesNotContain(west.Address.ToString(), received.Header("Contact"), StringComparison.Ordinal);
        Assert.StartsWith("INVITE sip:200@", received.StartLine, StringComparison.Ordinal);
        // What transfers depend on passes through.
        Assert.Equal(sent.Header("Call-ID"), received.Header("Call-ID"));
        Assert.Equal(69, int.Parse(received.Header("Max-Forwards")));
        Assert.Contains($"c=IN IP4 {west.Address}", received.Text, StringComparison.Ordinal);
        // Each side changed the call once.
        Assert.Equal(2, far.ReceivedRequests("INVITE").Count);
        Assert.Equal(2, far.ReceivedRequests("ACK").Count);
    }

    [Theory]
    [InlineData(SipTransport.Udp, "caller")]
    [InlineData(SipTransport.Udp, "callee")]
    [InlineData(SipTransport.Tcp, "caller")]
    [InlineData(SipTransport.Tcp, "callee")]
    public async Task Phone_calls_far_end(SipTransport transport, string hangup)
    {
        SippInstallation.Require();
        var (site, _, east) = await TwoFarEndsAsync(transport);
        await site.AddExtensionsAsync("100");
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee", transport, east, ("hangup", hangup)));
        await SippProcess.RunAsync(SippRole.Caller("caller", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", "200", site.Domain, ("hangup", hangup)));
        await far.FinishAsync();
        Assert.Contains("sip:100@", far.ReceivedRequests("INVITE")[0].Header("From"), StringComparison.Ordinal);
        // The phone's credentials are for us alone.
        Assert.All(far.Received, m => Assert.Empty(m.Headers("Authorization").Concat(m.Headers("Proxy-Authorization"))));
    }

    [Theory]
    [InlineData(SipTransport.Udp, "caller")]
    [InlineData(SipTransport.Udp, "callee")]
    [InlineData(SipTransport.Tcp, "caller")]
    [InlineData(SipTransport.Tcp, "callee")]
    public async Task Far_end_calls_registered_phone(SipTransport transport, string hangup)
    {
        SippInstallation.Require();
        var (site, west, _) = await TwoFarEndsAsync(transport);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee", transport, ("hangup", hangup));
        await SippProcess.RunAsync(SippRole.Caller("caller", transport, west, site.Node.Sip, "100", "150", site.Domain, ("hangup", hangup)));
        await phone.FinishAsync();
        Assert.Contains("INVITE sip:150@", phone.ReceivedRequests("INVITE")[0].StartLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Cancelled_call_stops_ringing_at_the_far_end(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_cancelled", transport, east));
        await SippProcess.RunAsync(SippRole.Caller("caller_cancels", transport, west, site.Node.Sip, "100", "200", site.Domain));
        await far.FinishAsync();
        Assert.Single(far.ReceivedRequests("CANCEL"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Cancelled_call_stops_ringing_at_the_phone(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, _) = await TwoFarEndsAsync(transport);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_cancelled", transport);
        await SippProcess.RunAsync(SippRole.Caller("caller_cancels", transport, west, site.Node.Sip, "100", "150", site.Domain));
        await phone.FinishAsync();
        Assert.Single(phone.ReceivedRequests("CANCEL"));
    }

    [Theory]
    [InlineData(SipTransport.Udp, 404)]
    [InlineData(SipTransport.Udp, 486)]
    [InlineData(SipTransport.Udp, 503)]
    [InlineData(SipTransport.Tcp, 404)]
    [InlineData(SipTransport.Tcp, 486)]
    [InlineData(SipTransport.Tcp, 503)]
    public async Task Refusal_of_the_far_end_is_passed_on(SipTransport transport, int status)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_refuses", transport, east, ("status", $"{status}")));
        await SippProcess.RunAsync(SippRole.Caller("caller_refused", transport, west, site.Node.Sip, "100", "200", site.Domain, ("status", $"{status}")));
        await far.FinishAsync();
        Assert.Single(far.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Call_goes_to_the_next_connector_on_503(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        var spare = await SpareAsync(site, transport);
        await using var first = await SippProcess.ListenAsync(SippRole.Listener("callee_refuses", transport, east, ("status", "503")));
        await using var second = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, spare));
        await SippProcess.RunAsync(SippRole.Caller("caller_short", transport, west, site.Node.Sip, "100", "200", site.Domain));
        await first.FinishAsync();
        await second.FinishAsync();
        Assert.Single(first.ReceivedRequests("INVITE"));
        Assert.Single(second.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Call_goes_to_the_next_connector_on_silence(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport, noAnswerTimeoutSeconds: 1);
        var spare = await SpareAsync(site, transport);
        await using var first = await SippProcess.ListenAsync(SippRole.Listener("callee_silent", transport, east));
        await using var second = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, spare));
        await SippProcess.RunAsync(SippRole.Caller("caller_short", transport, west, site.Node.Sip, "100", "200", site.Domain));
        await second.FinishAsync();
        Assert.NotEmpty(first.ReceivedRequests("INVITE"));
        Assert.Single(second.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Call_goes_to_the_next_connector_when_nobody_listens(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, _) = await TwoFarEndsAsync(transport, noAnswerTimeoutSeconds: 1);
        var spare = await SpareAsync(site, transport);
        await using var second = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, spare));
        await SippProcess.RunAsync(SippRole.Caller("caller_short", transport, west, site.Node.Sip, "100", "200", site.Domain));
        await second.FinishAsync();
        Assert.Single(second.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Busy_is_the_answer_and_no_other_connector_is_tried(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport);
        var spare = await SpareAsync(site, transport);
        await using var first = await SippProcess.ListenAsync(SippRole.Listener("callee_refuses", transport, east, ("status", "486")));
        await using var second = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, spare));
        await SippProcess.RunAsync(SippRole.Caller("caller_refused", transport, west, site.Node.Sip, "100", "200", site.Domain, ("status", "486")));
        await first.FinishAsync();
        await second.FinishAsync();
        Assert.Single(first.ReceivedRequests("INVITE"));
        Assert.Empty(second.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Stranger_gets_401_and_nothing_is_routed(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, _, east) = await TwoFarEndsAsync(transport);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, east));
        foreach (var number in new[] { "200", "150" })
            await SippProcess.RunAsync(SippRole.Caller("caller_unauthenticated", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", number, site.Domain));
        await far.FinishAsync();
        await phone.FinishAsync();
        Assert.Empty(far.ReceivedRequests("INVITE"));
        Assert.Empty(phone.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Far_end_without_transit_reaches_no_other_far_end(SipTransport transport)
    {
        SippInstallation.Require();
        var (site, west, east) = await TwoFarEndsAsync(transport, allowTransit: false);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, east));
        await SippProcess.RunAsync(SippRole.Caller("caller_refused", transport, west, site.Node.Sip, "100", "200", site.Domain, ("status", "404")));
        await far.FinishAsync();
        Assert.Empty(far.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Call_crosses_from_IPv4_to_IPv6(SipTransport transport)
    {
        SippInstallation.Require();
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "no IPv6 here");
        var port = Loopback.FreePort(IPAddress.IPv6Loopback);
        await using var node = await NodeProcess.StartAsync($"--Sip:Listen:2=udp:[::1]:{port}", $"--Sip:Listen:3=tcp:[::1]:{port}");
        var site = await TestSite.CreateAsync(node);
        var west = Loopback.NextEndpoint();
        var east = new IPEndPoint(IPAddress.IPv6Loopback, Loopback.FreePort(IPAddress.IPv6Loopback));
        await site.AddIpConnectorAsync("West", west, "100", "199", transport, allowTransit: true);
        await site.AddIpConnectorAsync("East", east, "200", "299", transport);
        await site.RoutesAsync("200", "REMOTE");
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee", transport, east));
        await SippProcess.RunAsync(SippRole.Caller("caller", transport, west, node.Sip, "100", "200", site.Domain));
        await far.FinishAsync();
        Assert.Contains("[::1]", far.ReceivedRequests("INVITE")[0].Header("Via"), StringComparison.Ordinal);
    }

    // West has 100-149 and may transit, East has 200-299.
    private async Task<(TestSite Site, IPEndPoint West, IPEndPoint East)> TwoFarEndsAsync(
        SipTransport transport, bool allowTransit = true, int noAnswerTimeoutSeconds = 4)
    {
        var site = await shared.NewSiteAsync();
        var west = Loopback.NextEndpoint();
        var east = Loopback.NextEndpoint();
        await site.AddIpConnectorAsync("West", west, "100", "149", transport, allowTransit);
        await site.AddIpConnectorAsync("East", east, "200", "299", transport, priority: 10, noAnswerTimeoutSeconds: noAnswerTimeoutSeconds);
        await site.RoutesAsync("200", "REMOTE");
        return (site, west, east);
    }

    private static async Task<IPEndPoint> SpareAsync(TestSite site, SipTransport transport)
    {
        var spare = Loopback.NextEndpoint();
        await site.AddIpConnectorAsync("Spare", spare, "200", "299", transport, priority: 20);
        await Eventually.TrueAsync(
            async () => (await site.ExplainAsync("200")).GetProperty("candidates").GetArrayLength() == 2,
            TimeSpan.FromSeconds(10),
            () => "two connectors are candidates for 200");
        return spare;
    }
}
