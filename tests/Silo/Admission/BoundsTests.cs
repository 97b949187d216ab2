using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Admission;

/// <summary>Calls over connectors that are at their limits, on a whole node.</summary>
public sealed class BoundsTests(RunningNode node) : IClassFixture<RunningNode>
{
    private static readonly TrunkLimits OneChannel = new(Channels: 1);

    private IGrainFactory Grains => node.Services.GetRequiredService<IGrainFactory>();

    [Fact]
    public async Task Calls_go_to_the_next_candidate_while_channels_are_full_then_are_refused_until_one_is_free()
    {
        using var caller = new RawPeer("127.0.0.61", node.Udp);
        using var first = new RawPeer("127.0.0.62", node.Udp);
        using var second = new RawPeer("127.0.0.63", node.Udp);
        using var third = new RawPeer("127.0.0.64", node.Udp);
        await node.ConnectAsync("Caller", caller.Local, "61", transit: true);
        var firstId = await node.ConnectAsync("First", first.Local, "62", transit: false, limits: OneChannel, priority: 1);
        await node.ConnectAsync("Second", second.Local, "62", transit: false, limits: OneChannel, priority: 2);
        var thirdId = await node.ConnectAsync("Third", third.Local, "62", transit: false, limits: OneChannel, priority: 3);

        var call = new RawCall(caller, node.Udp, "620");
        var answer = await call.EstablishAsync(first);
        await new RawCall(caller, node.Udp, "621").EstablishAsync(second);
        await new RawCall(caller, node.Udp, "622").EstablishAsync(third);

        var refusal = await new RawCall(caller, node.Udp, "623").RefusedAsync("SIP/2.0 503");
        Assert.Equal("10", RawPeer.Value(refusal, "Retry-After"));
        Assert.Contains("All channels of the connector are in use", RawPeer.Value(refusal, "Reason"), StringComparison.Ordinal);
        var failed = Failed(firstId);
        Assert.Equal((CallCause.ChannelsFull, "623"), (failed.Cause, failed.To));
        Assert.Equal(1, await node.Services.GetRequiredService<ITrunkChannels>().InUse(firstId));
        Assert.Equal(Rejection.ChannelsFull, (await Grains.GetGrain<ISiteGrain>(node.Site.Value).ExplainRoute("623", null)).Candidates[0].Rejection);

        // The limit is raised while calls are up: the next call sees it.
        await Limit(thirdId, new TrunkLimits(Channels: 2));
        await new RawCall(caller, node.Udp, "624").EstablishAsync(third);
        // A call ends: its channel is free.
        await call.HangUpAsync(answer, first);
        Assert.Equal(0, await node.Services.GetRequiredService<ITrunkChannels>().InUse(firstId));
        await new RawCall(caller, node.Udp, "625").EstablishAsync(first);
    }

    [Fact]
    public async Task Channel_of_a_call_that_was_cancelled_refused_or_answered_too_late_is_free_again()
    {
        using var caller = new RawPeer("127.0.0.65", node.Udp);
        using var callee = new RawPeer("127.0.0.66", node.Udp);
        var callerId = await node.ConnectAsync("Canceller", caller.Local, "65", transit: true);
        var calleeId = await node.ConnectAsync("Cancelled", callee.Local, "66", transit: false, limits: OneChannel);
        var channels = node.Services.GetRequiredService<ITrunkChannels>();

        var busy = new RawCall(caller, node.Udp, "660");
        var refused = busy.RefusedAsync("SIP/2.0 486");
        await callee.RespondAsync(await callee.ReceiveAsync("INVITE "), "486 Busy Here", "b");
        await refused;
        Assert.Equal((CallCause.FarSideRefused, 486), (Failed(calleeId).Cause, Failed(calleeId).Status));

        var call = new RawCall(caller, node.Udp, "661");
        await call.InviteAsync();
        var invite = await callee.ReceiveAsync("INVITE ");
        await callee.RespondAsync(invite, "180 Ringing", "b");
        await caller.ReceiveAsync("SIP/2.0 180");
        Assert.Equal((1, 1), (await channels.InUse(callerId), await channels.InUse(calleeId)));
        await caller.SendAsync(
            $"CANCEL sip:661@{node.Udp} SIP/2.0\nVia: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{call.CallId}\nMax-Forwards: 70\n"
            + $"From: <sip:100@far>;tag=a\nTo: <sip:661@far>\nCall-ID: {call.CallId}\nCSeq: 1 CANCEL\nContent-Length: 0\n\n");
        await callee.ReceiveAsync("CANCEL ");
        // Its answer crosses the CANCEL, and is hung up.
        await callee.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:661@{callee.Local}>\n");
        await callee.ReceiveAsync("BYE ");
        Assert.Equal((0, 0), (await channels.InUse(callerId), await channels.InUse(calleeId)));
    }

    [Fact]
    public async Task Far_side_that_says_nothing_gets_no_more_calls_than_may_be_pending()
    {
        using var caller = new RawPeer("127.0.0.67", node.Udp);
        using var silent = new RawPeer("127.0.0.68", node.Udp);
        using var other = new RawPeer("127.0.0.69", node.Udp);
        await node.ConnectAsync("Impatient", caller.Local, "67", transit: true);
        await node.ConnectAsync("Silent", silent.Local, "68", transit: false, limits: new TrunkLimits(PendingTransactions: 1), priority: 1);
        await node.ConnectAsync("Other", other.Local, "68", transit: false, priority: 2);
        await new RawCall(caller, node.Udp, "680").InviteAsync();
        var invite = await silent.ReceiveAsync("INVITE ");
        await new RawCall(caller, node.Udp, "681").EstablishAsync(other);
        // A word is enough.
        await silent.RespondAsync(invite, "180 Ringing", "b");
        await caller.ReceiveAsync("SIP/2.0 180");
        await new RawCall(caller, node.Udp, "682").EstablishAsync(silent);
    }

    [Fact]
    public async Task Far_side_that_floods_is_refused_without_a_transaction_and_the_others_are_not()
    {
        using var flooder = new RawPeer("127.0.0.71", node.Udp);
        using var neighbour = new RawPeer("127.0.0.72", node.Udp);
        using var callee = new RawPeer("127.0.0.73", node.Udp);
        var flooderId = await node.ConnectAsync("Flooder", flooder.Local, "71", transit: true, limits: new TrunkLimits(CallsPerSecond: 1));
        await node.ConnectAsync("Neighbour", neighbour.Local, "72", transit: true);
        await node.ConnectAsync("Flooded", callee.Local, "73", transit: false);

        // Transactions of the other tests linger; they only become fewer.
        var before = node.Sip.Transactions.Count;
        for (var i = 0; i < 50; i++) await new RawCall(flooder, node.Udp, "730").InviteAsync();
        var refusal = await flooder.ReceiveAsync("SIP/2.0 503");
        Assert.Equal("1", RawPeer.Value(refusal, "Retry-After"));
        var one = await callee.ReceiveAsync("INVITE ");
        await callee.RespondAsync(one, "486 Busy Here", "b");
        var failures = node.Services.GetRequiredService<ICallJournal>().Counts().Where(failures => failures.Connector == flooderId);
        Assert.Equal(CallCause.TooManyCalls, failures.MaxBy(static failures => failures.Count).Cause);

        var after = node.Sip.Transactions.Count;
        var call = new RawCall(neighbour, node.Udp, "731");
        await call.InviteAsync();
        string invite;
        do invite = await callee.ReceiveAsync("INVITE ");
        while (!invite.Contains(call.CallId, StringComparison.Ordinal));
        // A flood has at most the transactions of what was let through.
        Assert.InRange(after - before, int.MinValue, 20);
        await callee.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:731@{callee.Local}>\n");
        await neighbour.ReceiveAsync("SIP/2.0 200");
    }

    private FailedCall Failed(ConnectorId connector) =>
        node.Services.GetRequiredService<ICallJournal>().Failed(node.Site, connector, 1, null).Items[0];

    private async Task Limit(ConnectorId id, TrunkLimits limits)
    {
        var grain = Grains.GetGrain<IConnectorGrain>(id.Value);
        var current = (await grain.Get())!;
        var spec = new ConnectorSpec(
            current.Name, current.Type, current.Address, [.. current.Ranges.Select(static r => new ExtensionRangeSpec(r.Numbers.Min.ToString(), r.Numbers.Max.ToString()))],
            Priority: current.Priority, Limits: limits);
        Assert.Empty((await grain.Update(spec, current.Version)).Faults);
    }
}
