using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Silo.CallRecords;

/// <summary>Tells of this node's calls from what it keeps of them.</summary>
internal sealed class NodeCalls(
    IClusterNodes nodes, IActiveCalls active, ICallJournal journal, IMediaReports media, IUnmatchedCallers unmatched, IFarEndFailures farEnds, IMessageLadder ladder) : INodeCalls
{
    /// <inheritdoc/>
    public NodePage<ActiveCallInfo> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after) => active.Latest(site, connector, first, after);

    /// <inheritdoc/>
    public NodePage<FailedCall> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after) =>
        Page(journal.Failed(site, connector, int.MaxValue, null).Items, first, after, static call => (call.Time, call.Sequence));

    /// <inheritdoc/>
    public NodePage<MediaReport> RelayedCalls(ConnectorId connector, int first, JournalPlace? after) =>
        Page(media.Of(connector, int.MaxValue, null).Items, first, after, static call => (call.Since, call.Sequence));

    /// <inheritdoc/>
    public ImmutableArray<UnmatchedCaller> UnmatchedCallers() => unmatched.All();

    /// <inheritdoc/>
    public void ForgetCaller(string source, SiteId site) => unmatched.Forget(source, site);

    /// <inheritdoc/>
    public NodeTroubles Troubles() => new(journal.Counts(), farEnds.All());

    /// <inheritdoc/>
    public ImmutableArray<LadderMessage> Ladder(string callId) => ladder.Of(callId);

    private NodePage<T> Page<T>(ImmutableArray<T> all, int first, JournalPlace? after, Func<T, (DateTimeOffset Time, long Sequence)> place)
    {
        var node = nodes.Self.Number;
        return new([.. all.OrderByDescending(place).Where(item => place(item) is var at && new JournalPlace(at.Time, node, at.Sequence).IsBehind(after)).Take(first)], all.Length);
    }
}
