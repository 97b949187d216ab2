using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;

namespace SystemConnector.Grains.Tests.Connectors;

public sealed class ChannelAllotmentsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Node_that_is_alone_has_the_whole_limit_at_once()
    {
        var allotments = new ChannelAllotments(_time);
        Assert.Equal(new ChannelAllotment(100, 100, 1), allotments.Report(new NodeChannels("a", 0), 100));
        Assert.Equal(new ChannelAllotment(250, 250, 1), allotments.Report(new NodeChannels("a", 70), 250));
        Assert.Equal(new ChannelAllotment(0, 0, 1), allotments.Report(new NodeChannels("a", 70), 0));
    }

    [Fact]
    public void Node_that_is_new_gets_its_part_of_what_is_free_and_the_others_give_way()
    {
        var allotments = new ChannelAllotments(_time);
        allotments.Report(new NodeChannels("a", 40), 100);
        Assert.Equal(30, allotments.Report(new NodeChannels("b", 0), 100).Channels);
        Assert.Equal(70, allotments.Report(new NodeChannels("a", 40), 100).Channels);
    }

    [Fact]
    public void Node_that_fills_up_gets_what_others_do_not_need()
    {
        var allotments = new ChannelAllotments(_time);
        var busy = 0;
        for (var round = 0; round < 12; round++)
        {
            allotments.Report(new NodeChannels("idle", 0), 100);
            busy = allotments.Report(new NodeChannels("busy", busy), 100).Channels;
        }
        Assert.InRange(busy, 98, 100);
    }

    [Fact]
    public void Node_that_does_not_report_loses_its_part_and_its_calls()
    {
        var allotments = new ChannelAllotments(_time);
        allotments.Report(new NodeChannels("a", 60), 100);
        allotments.Report(new NodeChannels("b", 10), 100);
        _time.Advance(ChannelAllotments.Lifetime - TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, allotments.Report(new NodeChannels("b", 10), 100).Nodes);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(new ChannelAllotment(100, 100, 1), allotments.Report(new NodeChannels("b", 10), 100));
        Assert.Equal(new NodeChannels("b", 10), Assert.Single(allotments.InUse));
    }

    [Fact]
    public void Nodes_together_never_have_more_than_the_limit_once_all_have_reported()
    {
        var random = new Random(4711);
        for (var run = 0; run < 200; run++)
        {
            var allotments = new ChannelAllotments(_time);
            var limit = random.Next(1, 200);
            var nodes = Enumerable.Range(0, random.Next(1, 6)).Select(i => $"node-{i}").ToArray();
            var inUse = nodes.ToDictionary(n => n, _ => 0);
            var allotted = nodes.ToDictionary(n => n, _ => 0);
            // Everybody joins, then everybody reports once: from now on none of them is new.
            for (var round = 0; round < 2; round++)
                foreach (var node in nodes) allotted[node] = allotments.Report(new NodeChannels(node, inUse[node]), limit).Channels;
            for (var step = 0; step < 200; step++)
            {
                var node = nodes[random.Next(nodes.Length)];
                // Calls come as far as the node may, and go.
                inUse[node] = random.Next(0, Math.Max(inUse[node], allotted[node]) + 1);
                allotted[node] = allotments.Report(new NodeChannels(node, inUse[node]), limit).Channels;
                Assert.True(allotted.Values.Sum() <= limit, $"{string.Join('+', allotted.Values)} > {limit}");
            }
        }
    }

    /// <summary>A clock that stands until it is moved.</summary>
    private sealed class ManualTime : TimeProvider
    {
        private long _now = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
