using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Routing;

public sealed class TrunkLoadTests
{
    private static readonly TrunkLimits NoBound = new(0, 0, 0);

    [Fact]
    public void Channels_are_taken_up_to_the_limit_that_holds_now()
    {
        var load = new TrunkLoad();
        Assert.True(load.TryOpenChannel(new TrunkLimits(Channels: 2)));
        Assert.True(load.TryOpenChannel(new TrunkLimits(Channels: 2)));
        Assert.False(load.TryOpenChannel(new TrunkLimits(Channels: 2)));
        Assert.True(load.TryOpenChannel(new TrunkLimits(Channels: 3)));
        Assert.False(load.TryOpenChannel(new TrunkLimits(Channels: 1)));
        Assert.True(load.TryOpenChannel(NoBound));
        Assert.Equal(4, load.Channels);
        load.CloseChannel();
        Assert.Equal(3, load.Channels);
    }

    [Theory]
    [InlineData(100, 30, 100, 30)] // its part
    [InlineData(100, 30, 20, 20)] // the limit was lowered: at once
    [InlineData(100, 30, 300, 130)] // raised by 200: one half of it at once
    [InlineData(0, 0, 50, 50)] // there was none: nothing is known of a part
    public void Part_of_a_limit_follows_the_limit(int of, int part, int now, int expected)
    {
        var load = new TrunkLoad { Allotment = new ChannelAllotment(of, part, 2) };
        Assert.Equal(expected, load.MaxChannels(new TrunkLimits(Channels: now)));
    }

    [Fact]
    public void Node_that_is_alone_has_the_limit_of_the_table_whatever_was_said_before() =>
        Assert.Equal(500, new TrunkLoad { Allotment = new ChannelAllotment(100, 100, 1) }.MaxChannels(new TrunkLimits(Channels: 500)));

    [Fact]
    public void Calls_of_each_direction_come_at_their_rate_after_one_second_worth_of_burst()
    {
        var load = new TrunkLoad();
        var limits = new TrunkLimits(CallsPerSecond: 10);
        var start = TimeSpan.FromDays(20);
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => load.TryCallIn(limits, start)));
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => load.TryCallOut(limits, start)));
        Assert.False(load.TryCallIn(limits, start + TimeSpan.FromMilliseconds(99)));
        Assert.True(load.TryCallIn(limits, start + TimeSpan.FromMilliseconds(100)));
        Assert.False(load.TryCallIn(limits, start + TimeSpan.FromMilliseconds(100)));
        // A rate that is raised holds for the next call.
        Assert.True(load.TryCallIn(new TrunkLimits(CallsPerSecond: 1000), start + TimeSpan.FromMilliseconds(101)));
        Assert.True(load.TryCallIn(NoBound, start));
    }

    [Fact]
    public void Counters_are_right_after_many_threads_used_them()
    {
        var load = new TrunkLoad();
        var limits = new TrunkLimits(Channels: 50, PendingTransactions: 20);
        var most = 0;
        Parallel.For(0, 100_000, _ =>
        {
            if (!load.TryOpenChannel(limits)) return;
            if (load.TryOffer(limits)) load.OfferHeard();
            InterlockedMax(ref most, load.Channels);
            load.CloseChannel();
        });
        Assert.Equal((0, 0), (load.Channels, load.Pending));
        // A refused one is counted for a moment.
        Assert.InRange(most, 1, 50 + Environment.ProcessorCount * 4);
    }

    [Fact]
    public void Full_connector_is_passed_over_and_the_explanation_says_so()
    {
        var full = Tables.Connector("full", "150", "160", priority: 1);
        var free = Tables.Connector("free", "150", "200");
        full.Trunk.Load.Allotment = new ChannelAllotment(full.Limits.Channels, 1, 2);
        Assert.True(full.Trunk.Load.TryOpenChannel(full.Limits));
        var both = RouteRecorder.Explain(Tables.SiteOf(null, [full, free]), "155", null, Tables.Now, 1);
        Assert.Equal((RouteOutcome.Remote, 0), (both.Outcome, both.Status));
        Assert.Equal([("full", Rejection.ChannelsFull), ("free", Rejection.None)], both.Candidates.Select(c => (c.Name, c.Rejection)));

        var alone = RouteRecorder.Explain(Tables.SiteOf(null, [full, Tables.Connector("down", "150", "200", usable: false)]), "155", null, Tables.Now, 1);
        Assert.Equal((RouteOutcome.ChannelsFull, 503), (alone.Outcome, alone.Status));
        Assert.Equal("All channels of connector \"full\" are in use. The caller gets 503.", alone.Summary);
        full.Trunk.Load.CloseChannel();
        Assert.Equal(RouteOutcome.Remote, RoutingRule.Decide(Tables.SiteOf(null, [full]), Number.Parse("155"), null, Tables.Now).Outcome);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
            if (Interlocked.CompareExchange(ref most, value, seen) == seen) return;
    }
}
