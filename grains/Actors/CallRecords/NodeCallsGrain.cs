using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;

namespace SystemConnector.Grains.CallRecords;

/// <summary>Answers for this node's calls, all from memory that the node has for calls.</summary>
[NodePlacement]
internal sealed class NodeCallsGrain(IClusterNodes nodes, INodeCalls calls) : Grain, INodeCallsGrain
{
    public Task<NodePage<ActiveCallInfo>> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after) => Task.FromResult(calls.ActiveCalls(site, connector, first, after));

    public Task<NodePage<FailedCall>> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after) => Task.FromResult(calls.FailedCalls(site, connector, first, after));

    public Task<NodePage<MediaReport>> RelayedCalls(ConnectorId connector, int first, JournalPlace? after) => Task.FromResult(calls.RelayedCalls(connector, first, after));

    public Task<ImmutableArray<UnmatchedCaller>> UnmatchedCallers() => Task.FromResult(calls.UnmatchedCallers());

    public Task ForgetCaller(string source, SiteId site)
    {
        calls.ForgetCaller(source, site);
        return Task.CompletedTask;
    }

    public Task<NodeTroubles> Troubles() => Task.FromResult(calls.Troubles());

    public Task<ImmutableArray<LadderMessage>> Ladder(string callId) => Task.FromResult(calls.Ladder(callId));

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        nodes.Self.Name == this.GetPrimaryKeyString() ? Task.CompletedTask : throw new NodeUnreachableException(this.GetPrimaryKeyString());
}

/// <summary>Stands in where there is no SIP edge: there are no calls.</summary>
internal sealed class NoCalls : INodeCalls
{
    public NodePage<ActiveCallInfo> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after) => new([], 0);

    public NodePage<FailedCall> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after) => new([], 0);

    public NodePage<MediaReport> RelayedCalls(ConnectorId connector, int first, JournalPlace? after) => new([], 0);

    public ImmutableArray<UnmatchedCaller> UnmatchedCallers() => [];

    public void ForgetCaller(string source, SiteId site)
    {
    }

    public NodeTroubles Troubles() => new([], []);

    public ImmutableArray<LadderMessage> Ladder(string callId) => [];
}
