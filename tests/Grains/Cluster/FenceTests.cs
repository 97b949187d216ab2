using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;

namespace SystemConnector.Grains.Tests.Cluster;

public sealed class FenceTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();
    private readonly Row _row = new();
    private readonly Nodes _nodes = new();
    private readonly Witness _witness = new();
    private readonly Lifetime _lifetime = new();
    private readonly NodeDeath _death;
    private readonly Fence _fence;
    private int? _ended;

    public FenceTests()
    {
        _death = new NodeDeath(_lifetime, _time, code => _ended = code, NullLogger<NodeDeath>.Instance);
        _fence = new Fence(_row, _nodes, _witness, _death, _time, NullLogger<Fence>.Instance);
    }

    public void Dispose()
    {
        _fence.Dispose();
        _death.Dispose();
        _lifetime.Dispose();
        Environment.ExitCode = 0;
    }

    [Fact]
    public async Task Node_that_was_never_counted_may_not_own()
    {
        _row.Answer = OwnMembership.Unknown;
        await Rounds(5);

        Assert.False(_fence.MayOwn);
        Assert.False(_fence.IsDead);
    }

    [Fact]
    public async Task Node_that_the_database_counts_may_own_and_take_calls()
    {
        await Rounds(10);

        Assert.True(_fence.MayOwn);
        Assert.True(_fence.MayTakeCalls);
    }

    [Fact]
    public async Task Lease_ends_two_and_a_half_seconds_after_the_question_that_was_answered_last()
    {
        _nodes.Others = [NodeState.Active];
        await Rounds(1);
        _row.Answer = OwnMembership.Silent;
        await Rounds(2);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(_fence.MayOwn);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(_fence.MayOwn);
    }

    [Fact]
    public async Task Node_that_is_merely_cut_off_takes_calls_and_is_lifted_by_the_database()
    {
        await Rounds(1);
        _row.Answer = OwnMembership.Silent;
        _nodes.Others = [NodeState.Active];
        await Rounds(30);
        Assert.False(_fence.MayOwn);
        Assert.True(_fence.MayTakeCalls);

        _row.Answer = OwnMembership.Alive;
        await Rounds(1);
        Assert.True(_fence.MayOwn);
    }

    [Fact]
    public async Task Without_database_a_majority_that_counts_it_is_enough_and_who_leaves_has_a_say()
    {
        _nodes.Others = [NodeState.Active, NodeState.Draining, NodeState.Active, NodeState.Gone, NodeState.Joining];
        await Rounds(1);
        _witness.Heard = [2, 3];
        _row.Answer = OwnMembership.Silent;
        await Rounds(10);
        Assert.True(_fence.MayOwn);

        // Those of the others that are gone or only joining say nothing.
        _witness.Heard = [2, 5, 6];
        await Rounds(3);
        Assert.False(_fence.MayOwn);
    }

    [Fact]
    public async Task Database_that_throws_is_silent()
    {
        _nodes.Others = [NodeState.Active];
        await Rounds(1);
        _row.Fault = new InvalidOperationException("away");
        await Rounds(3);
        Assert.False(_fence.MayOwn);

        _row.Fault = null;
        await Rounds(1);
        Assert.True(_fence.MayOwn);
    }

    [Fact]
    public async Task Database_that_does_not_answer_within_a_second_is_silent_and_its_answer_is_too_late()
    {
        _nodes.Others = [NodeState.Active];
        await Rounds(1);
        var answer = _row.Hold();
        for (var i = 0; i < 3; i++)
        {
            var round = _fence.Round(CancellationToken.None);
            _time.Advance(Second);
            await round;
        }
        answer.SetResult();

        Assert.False(_fence.MayOwn);
        Assert.True(_fence.MayTakeCalls);
    }

    [Fact]
    public async Task Process_that_stood_still_owns_nothing_at_once_and_takes_calls_when_a_round_is_over()
    {
        await Rounds(3);
        // The clock jumps as it does for a process that was stopped; nothing of ours ran meanwhile.
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(_fence.MayOwn);
        Assert.False(_fence.MayTakeCalls);

        var answer = _row.Hold();
        var round = _fence.Round(CancellationToken.None);
        Assert.False(_fence.MayTakeCalls);
        answer.SetResult();
        await round;

        Assert.True(_fence.MayTakeCalls);
        Assert.True(_fence.MayOwn);
    }

    [Fact]
    public async Task Process_that_stood_still_takes_calls_after_a_round_that_found_nobody()
    {
        _nodes.Others = [NodeState.Active];
        await Rounds(3);
        _row.Answer = OwnMembership.Silent;
        _time.Advance(TimeSpan.FromSeconds(10));
        await _fence.Round(CancellationToken.None);

        Assert.True(_fence.MayTakeCalls);
        Assert.False(_fence.MayOwn);
    }

    [Fact]
    public async Task Answer_to_a_question_from_before_the_process_stood_still_counts_for_nothing()
    {
        await Rounds(3);
        var answer = _row.Hold();
        var round = _fence.Round(CancellationToken.None);
        // Frozen in the middle of a round: the answer is in the socket, and the bound is over as well, when the process wakes.
        answer.SetResult();
        _time.Advance(TimeSpan.FromSeconds(10));
        await round;
        Assert.False(_fence.MayOwn);
        Assert.False(_fence.MayTakeCalls);

        await Rounds(1);
        Assert.True(_fence.MayOwn);
        Assert.True(_fence.MayTakeCalls);
    }

    [Fact]
    public async Task Node_that_was_declared_dead_is_fenced_for_good_and_ends_with_a_code_of_its_own()
    {
        await Rounds(3);
        _row.Answer = OwnMembership.Dead;
        await Rounds(1);

        Assert.False(_fence.MayOwn);
        Assert.False(_fence.MayTakeCalls);
        Assert.True(_fence.IsDead);
        Assert.True(_lifetime.ApplicationStopping.IsCancellationRequested);
        Assert.Equal(NodeDeath.ExitCode, Environment.ExitCode);
    }

    [Fact]
    public async Task Node_that_was_declared_dead_ends_within_two_seconds_whatever_its_stop_waits_for()
    {
        _row.Answer = OwnMembership.Dead;
        await Rounds(1);
        Assert.Null(_ended);

        _time.Advance(NodeDeath.Bound);
        Assert.Equal(NodeDeath.ExitCode, _ended);
    }

    [Fact]
    public void Silo_that_reads_first_of_its_death_ends_the_same_way()
    {
        ((IFatalErrorHandler)_death).OnFatalException(this, "I have been told I am dead", null);

        Assert.True(_fence.IsDead);
        Assert.True(_lifetime.ApplicationStopping.IsCancellationRequested);
        _time.Advance(NodeDeath.Bound);
        Assert.Equal(NodeDeath.ExitCode, _ended);
    }

    [Fact]
    public async Task First_round_is_part_of_the_start_and_one_follows_each_second()
    {
        await _fence.StartAsync(CancellationToken.None);
        Assert.True(_fence.MayOwn);
        for (var round = 2; round < 5; round++)
        {
            _time.Advance(Second);
            await _row.Asked(round).WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        }
        await _fence.StopAsync(CancellationToken.None);
    }

    /// <summary>Rounds at the pace of the loop.</summary>
    private async Task Rounds(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _time.Advance(Second);
            await _fence.Round(CancellationToken.None);
        }
    }

    private sealed class Row : IMembershipRow
    {
        private readonly Channel<int> _asked = Channel.CreateUnbounded<int>();
        private TaskCompletionSource? _held;
        private int _seen;

        public OwnMembership Answer { get; set; } = OwnMembership.Alive;

        public Exception? Fault { get; set; }

        /// <summary>The answers wait until the source says so.</summary>
        public TaskCompletionSource Hold() => _held = new TaskCompletionSource();

        /// <summary>Ends when it was asked for that time.</summary>
        public async Task Asked(int times)
        {
            for (; _seen < times; _seen++) await _asked.Reader.ReadAsync();
        }

        public async Task<OwnMembership> Read(CancellationToken cancellation)
        {
            _asked.Writer.TryWrite(0);
            if (Fault is { } fault) throw fault;
            if (_held is { } held) await held.Task;
            return Answer;
        }
    }

    private sealed class Nodes : IClusterNodes
    {
        public ImmutableArray<NodeState> Others { get; set; } = [];

        public ClusterNode Self { get; } = Node(1, NodeState.Active);

        public ImmutableArray<ClusterNode> All => [Self, .. Others.Select(static (state, index) => Node((ushort)(index + 2), state))];

        public event Action? Changed
        {
            add { }
            remove { }
        }

        public ClusterNode? Find(ushort number) => All.FirstOrDefault(node => node.Number == number);

        public ClusterNode? Find(string name) => All.FirstOrDefault(node => node.Name == name);

        public ClusterNode? HomeOf(ConnectorId connector) => null;

        private static ClusterNode Node(ushort number, NodeState state) => new(number, $"node-{number}", "", "", [], state, "", default);
    }

    private sealed class Witness : INodeWitness
    {
        public ImmutableArray<ushort> Heard { get; set; } = [];

        public bool IsHeard(ushort node) => Heard.Contains(node);
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
