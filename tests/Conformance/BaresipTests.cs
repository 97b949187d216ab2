using SystemConnector.Conformance.Tests.Baresip;
using SystemConnector.Conformance.Tests.Nat;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Conformance.Tests;

/// <summary>Real audio across a plain IP connector: one baresip is registered here, another one is the far side.</summary>
public class BaresipTests(SharedNode shared)
{
    [Theory]
    [InlineData("phone")]
    [InlineData("far end")]
    public async Task Audio_flows_both_ways_across_a_plain_connector(string caller)
    {
        BaresipInstallation.Require();
        var site = await shared.NewSiteAsync();
        var east = Place.OfItsOwn();
        await site.AddExtensionsAsync("100");
        await site.AddIpConnectorAsync("East", east.Sip, "200", "299", SipTransport.Udp);
        await site.RoutesAsync("200", "REMOTE");
        await using var phone = await BaresipProcess.StartAsync(BaresipAccount.Phone(site, "100"), 440);
        await using var far = await BaresipProcess.StartAsync(new BaresipAccount("200", site.Domain) { Proxy = site.Node.Sip }, 1000, east);
        if (caller == "phone") await Conversation.BetweenAsync(phone, far);
        else await Conversation.BetweenAsync(far, phone);
    }
}
