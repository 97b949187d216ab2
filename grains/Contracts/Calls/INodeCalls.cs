using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>What this node tells of its calls, from memory; <see cref="INodeCallsGrain"/> tells the same to other nodes.</summary>
public interface INodeCalls
{
    /// <summary>As <see cref="INodeCallsGrain.ActiveCalls"/>.</summary>
    NodePage<ActiveCallInfo> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after);

    /// <summary>As <see cref="INodeCallsGrain.FailedCalls"/>.</summary>
    NodePage<FailedCall> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after);

    /// <summary>As <see cref="INodeCallsGrain.RelayedCalls"/>.</summary>
    NodePage<MediaReport> RelayedCalls(ConnectorId connector, int first, JournalPlace? after);

    /// <summary>As <see cref="INodeCallsGrain.UnmatchedCallers"/>.</summary>
    ImmutableArray<UnmatchedCaller> UnmatchedCallers();

    /// <summary>As <see cref="INodeCallsGrain.ForgetCaller"/>.</summary>
    void ForgetCaller(string source, SiteId site);

    /// <summary>As <see cref="INodeCallsGrain.Troubles"/>.</summary>
    NodeTroubles Troubles();

    /// <summary>As <see cref="INodeCallsGrain.Ladder"/>.</summary>
    ImmutableArray<LadderMessage> Ladder(string callId);
}
