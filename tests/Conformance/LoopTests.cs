using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;

namespace SystemConnector.Conformance.Tests;

/// <summary>Systems that point at each other end a call instead of passing it round for ever.</summary>
public class LoopTests(SharedNode shared)
{
    private static readonly int[] s_refusals = [404, 482, 483];

    [Theory]
    [InlineData(2, SipTransport.Udp)]
    [InlineData(2, SipTransport.Tcp)]
    [InlineData(3, SipTransport.Udp)]
    [InlineData(3, SipTransport.Tcp)]
    public async Task Ring_of_nodes_with_transit_refuses_the_call(int size, SipTransport transport)
    {
        SippInstallation.Require();
        var nodes = new List<NodeProcess>();
        try
        {
            for (var i = 0; i < size; i++) nodes.Add(await NodeProcess.StartAsync());
            var sites = await Task.WhenAll(nodes.Select(TestSite.CreateAsync));
            var west = Loopback.NextEndpoint();
            await sites[0].AddIpConnectorAsync("West", west, "100", "149", transport, allowTransit: true);
            for (var i = 0; i < size; i++)
            {
                // 250 is always at the next node; the node before may pass calls through.
                await sites[i].AddIpConnectorAsync("Next", nodes[(i + 1) % size].Sip, "200", "299", transport, allowTransit: true);
                if (size > 2) await sites[i].AddIpConnectorAsync("Before", nodes[(i + size - 1) % size].Sip, "800", "899", transport, allowTransit: true);
            }
            foreach (var site in sites) await site.RoutesAsync("250", "REMOTE");
            var messages = await SippProcess.RunAsync(SippRole.Caller("caller_refused_somehow", transport, west, nodes[0].Sip, "100", "250", sites[0].Domain));
            var final = messages.Last(static m => !m.Sent && !m.IsRequest("OPTIONS"));
            Assert.Contains(s_refusals, status => final.IsResponse(status, "INVITE"));
            if (size > 2) Assert.False(final.IsResponse(404, "INVITE"), "the call went round, so it is a loop that ends it");
            Assert.All(nodes, node => Assert.True(node.IsRunning));
        }
        finally
        {
            foreach (var node in nodes) await node.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(SipTransport.Udp)]
    [InlineData(SipTransport.Tcp)]
    public async Task Rfc3261_16_3_call_without_hops_left_is_refused_with_483(SipTransport transport)
    {
        SippInstallation.Require();
        var site = await shared.NewSiteAsync();
        var west = Loopback.NextEndpoint();
        var east = Loopback.NextEndpoint();
        await site.AddIpConnectorAsync("West", west, "100", "149", transport, allowTransit: true);
        await site.AddIpConnectorAsync("East", east, "200", "299", transport);
        await site.RoutesAsync("200", "REMOTE");
        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee_short", transport, east));
        await SippProcess.RunAsync(SippRole.Caller(
            "caller_refused", transport, west, site.Node.Sip, "100", "200", site.Domain, ("status", "483"), ("maxForwards", "0")));
        await far.FinishAsync();
        Assert.Empty(far.ReceivedRequests("INVITE"));
    }
}
