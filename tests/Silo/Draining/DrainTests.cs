using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Hosting;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Draining;

namespace SystemConnector.Silo.Tests.Draining;

public sealed class DrainTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Cluster _cluster = new();
    private readonly Work _work = new();
    private readonly Handover _handover;
    private readonly NodeOptions _options = new();

    public DrainTests() => _handover = new Handover(link: null!, _time);

    [Fact]
    public async Task Node_that_has_nothing_to_finish_waits_for_nothing()
    {
        await Begin();

        Assert.Equal(("node-1", true), Assert.Single(_cluster.Told));
    }

    [Fact]
    public async Task Node_that_is_alone_stops_at_once_whatever_it_has()
    {
        _cluster.Others = [NodeState.Gone, NodeState.Draining, NodeState.Joining];
        _work.Trunks = 100;
        _work.CallsBeingSetUp = 3;

        await Begin();

        Assert.Empty(_cluster.Told);
    }

    [Fact]
    public async Task Node_that_was_declared_dead_stops_at_once_and_tells_nobody()
    {
        _cluster.IsDead = true;
        _work.CallsBeingSetUp = 3;

        await Begin();

        Assert.Empty(_cluster.Told);
    }

    [Fact]
    public async Task Node_that_was_drained_on_request_is_not_told_again()
    {
        _cluster.State = NodeState.Draining;

        await Begin();

        Assert.Empty(_cluster.Told);
    }

    [Fact]
    public async Task Node_stops_when_its_trunks_are_elsewhere_and_the_last_call_is_set_up()
    {
        _work.Trunks = 2;
        _work.CallsBeingSetUp = 1;
        var drain = Begin();

        Pass(TimeSpan.FromSeconds(1));
        Assert.False(drain.IsCompleted);
        _work.Trunks = 0;
        Pass(TimeSpan.FromSeconds(20));
        Assert.False(drain.IsCompleted);
        _work.CallsBeingSetUp = 0;
        Pass(TimeSpan.FromMilliseconds(50));

        await drain;
    }

    [Fact]
    public async Task Call_that_rings_for_long_is_waited_for_no_longer_than_the_option_says()
    {
        _work.CallsBeingSetUp = 1;
        _options.DrainTimeout = TimeSpan.FromSeconds(5);
        var drain = Begin();

        Pass(TimeSpan.FromSeconds(4.9));
        Assert.False(drain.IsCompleted);
        Pass(TimeSpan.FromSeconds(0.2));

        await drain;
    }

    [Fact]
    public async Task Trunk_that_nobody_takes_holds_nothing_up_for_long()
    {
        _work.Trunks = 1;
        _options.DrainTimeout = TimeSpan.FromMinutes(10);
        var drain = Begin();

        Pass(TimeSpan.FromSeconds(11));

        await drain;
    }

    [Fact]
    public async Task Database_that_is_away_holds_nothing_up_for_long()
    {
        _cluster.Hangs = true;
        var drain = Begin();

        Pass(TimeSpan.FromSeconds(4));

        await drain;
    }

    [Fact]
    public async Task Host_that_gives_up_waiting_ends_the_drain()
    {
        _work.CallsBeingSetUp = 1;
        using var stop = new CancellationTokenSource();
        var drain = BeginUntil(stop.Token);
        await stop.CancelAsync();

        await drain;
    }

    [Fact]
    public async Task What_is_new_goes_to_others_while_the_node_drains_and_stays_when_that_is_taken_back()
    {
        await New().StartingAsync(TestContext.Current.CancellationToken);

        Assert.False(_handover.IsFollowed);
        await _cluster.Set("node-1", draining: true);
        Assert.True(_handover.IsOn);
        await _cluster.Set("node-1", draining: false);
        Assert.False(_handover.IsOn);
        // A CANCEL or an ACK goes where its INVITE went, as long as that may ring.
        _time.Advance(TimeSpan.FromMinutes(3) - TimeSpan.FromMilliseconds(1));
        Assert.True(_handover.IsFollowed);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_handover.IsFollowed);
    }

    [Fact]
    public async Task What_is_new_goes_to_others_while_the_node_stops_though_nobody_could_be_told()
    {
        _cluster.Hangs = true;
        var drain = New();
        await drain.StartingAsync(TestContext.Current.CancellationToken);
        _ = drain.StoppingAsync(TestContext.Current.CancellationToken);
        _cluster.Raise();

        Assert.True(_handover.IsOn);
    }

    [Fact]
    public async Task What_is_new_stays_with_a_node_that_is_alone()
    {
        _cluster.Others = [];
        await Begin();

        Assert.False(_handover.IsOn);
    }

    private Task Begin() => BeginUntil(TestContext.Current.CancellationToken);

    private Task BeginUntil(CancellationToken cancellation) => New().StoppingAsync(cancellation);

    private Drain New() =>
        new(_cluster, _cluster, _cluster, _work, _handover, Microsoft.Extensions.Options.Options.Create(_options), _time, NullLogger<Drain>.Instance);

    /// <summary>In the steps in which the drain looks; its continuations run within them.</summary>
    private void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero; left -= TimeSpan.FromMilliseconds(50)) _time.Advance(TimeSpan.FromMilliseconds(50));
    }

    private sealed class Work : IUnfinishedWork
    {
        public int Trunks { get; set; }

        public int CallsBeingSetUp { get; set; }
    }

    private sealed class Cluster : IClusterNodes, INodeDraining, IFence
    {
        public NodeState State { get; set; } = NodeState.Active;

        public ImmutableArray<NodeState> Others { get; set; } = [NodeState.Active];

        public bool IsDead { get; set; }

        public bool Hangs { get; set; }

        public List<(string Node, bool Draining)> Told { get; } = [];

        public bool MayOwn => !IsDead;

        public bool MayTakeCalls => !IsDead;

        public ClusterNode Self => Node(1, State);

        public ImmutableArray<ClusterNode> All => [Self, .. Others.Select(static (state, index) => Node((ushort)(index + 2), state))];

        public event Action? Changed;

        public ClusterNode? Find(ushort number) => All.FirstOrDefault(node => node.Number == number);

        public ClusterNode? Find(string name) => All.FirstOrDefault(node => node.Name == name);

        public ClusterNode? HomeOf(ConnectorId connector) => null;

        public async Task<Outcome<ClusterNode>> Set(string node, bool draining)
        {
            if (Hangs) await new TaskCompletionSource().Task;
            Told.Add((node, draining));
            State = draining ? NodeState.Draining : NodeState.Active;
            Raise();
            return Outcome.Of(Self);
        }

        public Task<Outcome<ClusterNode>> Request(string node, bool draining) => Set(node, draining);

        public void Raise() => Changed?.Invoke();

        private static ClusterNode Node(ushort number, NodeState state) => new(number, $"node-{number}", "", "", [], state, "", default);
    }
}
