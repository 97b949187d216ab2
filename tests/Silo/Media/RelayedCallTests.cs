using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Silo.Media;

namespace SystemConnector.Silo.Tests.Media;

/// <summary>Whole calls through a node whose media is relayed.</summary>
public sealed class RelayedCallTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task Media_flows_both_ways_across_a_connector_behind_NAT_and_its_ports_are_freed_by_BYE()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.51", "127.0.0.52", "51", calleeNat: true);
        using var a = new MediaPhone("127.0.0.51");
        using var b = new MediaPhone("127.0.0.52", said: "10.9.9.9");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        await call.RequestAsync("ACK");
        Assert.NotEqual(a.Port, towardsB.Port);
        Assert.Equal(IPAddress.Loopback, towardsB.Address);

        // A reaches B where B was seen before B was heard; then both ways.
        await b.SendAsync(towardsB, 1);
        var fromB = await a.ReceiveAsync();
        Assert.Equal((1, towardsA), (fromB.Mark, fromB.From));
        await a.SendAsync(towardsA, 2);
        var fromA = await b.ReceiveAsync();
        Assert.Equal((2, towardsB), (fromA.Mark, fromA.From));

        var media = Assert.Single(call.Relayed!.Media);
        Assert.Equal(("audio", 1, 1), (media.Kind, media.FromCaller.Packets, media.FromCalled.Packets));
        Assert.Equal(b.Port, media.FromCalled.Source!.Port);
        await call.HangUpAsync();
        Assert.Null(call.Relayed);
        await PortsFreedAsync();
    }

    private async Task PortsFreedAsync()
    {
        var calls = node.Services.GetRequiredService<RelayedCalls>();
        var bound = TimeProvider.System.GetTimestamp();
        // The media thread closes sockets soon, not at once.
        while (calls.PortsInUse > 0 && TimeProvider.System.GetElapsedTime(bound) < TimeSpan.FromSeconds(10)) await Task.Yield();
        Assert.Equal(0, calls.PortsInUse);
    }
}
