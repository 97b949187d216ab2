using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>Who gets a number that lives here: overlaps, decisions, speed dials, several phones.</summary>
public class LocalNumberTests(SharedNode shared)
{
    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Overlapping_extension_stays_local_until_decided_otherwise(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Loopback.NextEndpoint();
        await site.AddExtensionsAsync("100");
        var connector = await site.AddIpConnectorAsync("East", east, "150", "200", transport);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", transport);
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, east));

        await CallAsync();
        Assert.Equal((1, 0), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));

        await connector.DecideAsync("150", "REMOTE");
        await site.RoutesAsync("150", "REMOTE");
        await CallAsync();
        Assert.Equal((1, 1), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));

        await connector.DecideAsync("150", null);
        await site.RoutesAsync("150", "LOCAL");
        await CallAsync();
        Assert.Equal((2, 1), (phone.ReceivedRequests("INVITE").Count, far.ReceivedRequests("INVITE").Count));
        await far.FinishAsync();
        await phone.FinishAsync();

        Task CallAsync() => SippProcess.RunAsync(SippRole.Caller("caller_short", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", "150", site.Domain));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Speed_dial_reaches_the_number_that_it_stands_for(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        await site.AddExtensionsAsync("100");
        await site.AddSpeedDialAsync("77", "150");
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee_short", transport);
        await SippProcess.RunAsync(SippRole.Caller("caller_short", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", "77", site.Domain));
        await phone.FinishAsync();
        Assert.Single(phone.ReceivedRequests("INVITE"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task All_phones_of_an_extension_ring_and_the_slower_ones_stop(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        await site.AddExtensionsAsync("100");
        await using var desk = await RegisteredPhone.StartAsync(site, "150", "callee_short", transport);
        await using var mobile = await RegisteredPhone.StartAsync(site, "150", "callee_cancelled", transport);
        await SippProcess.RunAsync(SippRole.Caller("caller_short", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", "150", site.Domain));
        await desk.FinishAsync();
        await mobile.FinishAsync();
        Assert.Single(desk.ReceivedRequests("INVITE"));
        Assert.Empty(desk.ReceivedRequests("CANCEL"));
        Assert.Single(mobile.ReceivedRequests("INVITE"));
        Assert.Single(mobile.ReceivedRequests("CANCEL"));
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Number_of_nobody_is_not_found(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        await site.AddExtensionsAsync("100");
        await site.RoutesAsync("100", "LOCAL");
        await SippProcess.RunAsync(SippRole.Caller(
            "caller_refused", transport, Loopback.NextEndpoint(), site.Node.Sip, "100", "999", site.Domain, ("status", "404")));
    }
}
