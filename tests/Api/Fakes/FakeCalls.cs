using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Calls of the node that answers, records of calls and channels that a test sets.</summary>
public sealed class FakeCalls(World world) : INodeCalls, ICallRecords, ITrunkChannels, ICallEventDemand
{
    private const ushort Self = 1;

    private int _listeners, _listened;

    /// <summary>How many ever listened to calls.</summary>
    public int Listened => Volatile.Read(ref _listened);

    public NodePage<ActiveCallInfo> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after) => Active(world.ActiveCalls, site, first, after);

    public NodePage<FailedCall> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after) => Failed(world.FailedCalls, Self, site, connector, first, after);

    public NodePage<MediaReport> RelayedCalls(ConnectorId connector, int first, JournalPlace? after)
    {
        var all = world.RelayedCalls.Where(call => call.Caller == connector || call.Called == connector).OrderByDescending(call => call.Sequence).ToList();
        return new([.. all.Where(call => new JournalPlace(call.Since, Self, call.Sequence).IsBehind(after)).Take(first)], all.Count);
    }

    public bool IsThere => Volatile.Read(ref _listeners) > 0;

    public IDisposable Listen()
    {
        Interlocked.Increment(ref _listened);
        Interlocked.Increment(ref _listeners);
        return new Listener(this);
    }

    public ImmutableArray<UnmatchedCaller> UnmatchedCallers() => [.. world.UnmatchedCallers.Values];

    public void ForgetCaller(string source, SiteId site) => world.UnmatchedCallers.TryRemove(source, out _);

    public NodeTroubles Troubles() => new(
        [.. world.FailedCalls.Where(call => call.Connector is not null).Select(call => new ConnectorFailures(call.Connector!.Value, call.Cause, call.Count))], [.. world.FarEndFailures.Values]);

    public ImmutableArray<LadderMessage> Ladder(string callId) => [.. world.Messages.Where(message => message.Text.Contains(callId, StringComparison.Ordinal))];

    public Task<(ImmutableArray<CallRecord> Records, bool HasMore)> List(CallRecordFilter filter, int first, CallKey? after, CancellationToken cancellation)
    {
        var all = world.CallRecords.Values
            .Where(call => filter.Sites.Contains(call.Site!.Value) && (filter.Number is null || call.Number == filter.Number || call.From == filter.Number)
                && (filter.Outcome is null || call.Outcome == filter.Outcome) && (after is not { Value: var key } || call.Key.Value.CompareTo(key) < 0))
            .OrderByDescending(call => call.Key.Value).ToList();
        return Task.FromResult<(ImmutableArray<CallRecord>, bool)>(([.. all.Take(first)], all.Count > first));
    }

    public Task<CallRecord?> Find(CallKey key, CancellationToken cancellation) => Task.FromResult(world.CallRecords.GetValueOrDefault(key));

    public Task<ImmutableArray<CallMinute>> PerMinute(ImmutableArray<SiteId> sites, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation) =>
        Task.FromResult(world.CallRecords.Values
            .Where(call => call.StartedAt >= from && call.StartedAt < to && (sites.IsEmpty || (call.Site is { } site && sites.Contains(site))))
            .GroupBy(static call => call.StartedAt.AddTicks(-(call.StartedAt.Ticks % TimeSpan.TicksPerMinute)))
            .OrderBy(static minute => minute.Key)
            .Select(static minute => new CallMinute(
                minute.Key, minute.Count(), minute.Count(static call => call.Outcome == CallOutcome.Answered), minute.Count(static call => call.Outcome == CallOutcome.Failed)))
            .ToImmutableArray());

    public Task<int> InUse(ConnectorId connector) => Task.FromResult(world.Channels.GetValueOrDefault(connector));

    internal static NodePage<ActiveCallInfo> Active(IEnumerable<ActiveCallInfo> calls, SiteId? site, int first, CallKey? after)
    {
        var all = calls.Where(call => site is null || call.Site == site).OrderByDescending(call => call.Key.Value).ToList();
        return new([.. all.Where(call => after is not { Value: var key } || call.Key.Value.CompareTo(key) < 0).Take(first)], all.Count);
    }

    internal static NodePage<FailedCall> Failed(IEnumerable<FailedCall> calls, ushort node, SiteId site, ConnectorId? connector, int first, JournalPlace? after)
    {
        var all = calls.Where(call => call.Site == site && (connector is null || call.Connector == connector)).OrderByDescending(call => call.Time).ThenByDescending(call => call.Sequence).ToList();
        return new([.. all.Where(call => new JournalPlace(call.Time, node, call.Sequence).IsBehind(after)).Take(first)], all.Count);
    }

    private sealed class Listener(FakeCalls calls) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref calls._listeners);
    }
}

/// <summary>Calls of the other nodes: node-2 has what a test sets, one is dying.</summary>
public sealed class FakeNodeCallsGrain(World world) : Grain, INodeCallsGrain
{
    public Task<NodePage<ActiveCallInfo>> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after) =>
        Answer(FakeCalls.Active(IsSecond ? world.ActiveElsewhere : [], site, first, after));

    public Task<NodePage<FailedCall>> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after) =>
        Answer(FakeCalls.Failed(IsSecond ? world.FailedElsewhere : [], 2, site, connector, first, after));

    public Task<NodePage<MediaReport>> RelayedCalls(ConnectorId connector, int first, JournalPlace? after) => Answer(new NodePage<MediaReport>([], 0));

    public Task<ImmutableArray<UnmatchedCaller>> UnmatchedCallers() => Answer<ImmutableArray<UnmatchedCaller>>(IsSecond ? [.. world.UnmatchedElsewhere.Values] : []);

    public Task ForgetCaller(string source, SiteId site) => Answer(world.UnmatchedElsewhere.TryRemove(source, out _));

    public Task<NodeTroubles> Troubles() => Answer(new NodeTroubles([], []));

    public Task<ImmutableArray<LadderMessage>> Ladder(string callId) => Answer(ImmutableArray<LadderMessage>.Empty);

    private bool IsSecond => this.GetPrimaryKeyString() == "node-2";

    private Task<T> Answer<T>(T answer) => this.GetPrimaryKeyString() == FakeCluster.Dying ? throw new Orleans.Runtime.SiloUnavailableException() : Task.FromResult(answer);
}
