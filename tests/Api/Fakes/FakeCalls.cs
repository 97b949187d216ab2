using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Failed calls, unmatched callers and channels that a test sets.</summary>
public sealed class FakeCalls(World world) : ICallJournal, IUnmatchedCallers, ITrunkChannels
{
    public Page<FailedCall> Failed(SiteId site, ConnectorId? connector, int first, long? after)
    {
        var all = world.FailedCalls.Where(call => call.Site == site && (connector is null || call.Connector == connector)).OrderByDescending(call => call.Sequence).ToList();
        var rest = all.Where(call => after is null || call.Sequence < after).ToList();
        return new Page<FailedCall>([.. rest.Take(first)], rest.Count > first, all.Count);
    }

    public ImmutableArray<CauseCount> Counts(ConnectorId connector) =>
        [.. world.FailedCalls.Where(call => call.Connector == connector).GroupBy(call => call.Cause).Select(group => new CauseCount(group.Key, group.Sum(call => call.Count))).OrderByDescending(count => count.Count)];

    public ImmutableArray<UnmatchedCaller> All() => [.. world.UnmatchedCallers.Values.OrderByDescending(caller => caller.Id)];

    public void Forget(string source) => world.UnmatchedCallers.TryRemove(source, out _);

    public Task<int> InUse(ConnectorId connector) => Task.FromResult(world.Channels.GetValueOrDefault(connector));
}
