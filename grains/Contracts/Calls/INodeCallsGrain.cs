using System.Collections.Immutable;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Contracts.Calls;

/// <summary>
/// Tells of the calls of one node from its memory; always active on that node, whoever asks. Key: the node's name. Fails as
/// <see cref="Hosting.INodeGrain"/> does where the node is not there.
/// </summary>
[Alias("sc.INodeCallsGrain")]
public interface INodeCallsGrain : IGrainWithStringKey
{
    /// <summary>The first calls that the node keeps behind a key, the latest first.</summary>
    [Alias("ActiveCalls"), ResponseTimeout("00:00:03")] Task<NodePage<ActiveCallInfo>> ActiveCalls(SiteId? site, ConnectorId? connector, int first, CallKey? after);

    /// <summary>The first calls that the node refused or that failed behind a time and a sequence, the latest first.</summary>
    [Alias("FailedCalls"), ResponseTimeout("00:00:03")] Task<NodePage<FailedCall>> FailedCalls(SiteId site, ConnectorId? connector, int first, JournalPlace? after);

    /// <summary>The first relayed calls of a connector behind a time and a sequence, the latest first.</summary>
    [Alias("RelayedCalls"), ResponseTimeout("00:00:03")] Task<NodePage<MediaReport>> RelayedCalls(ConnectorId connector, int first, JournalPlace? after);

    /// <summary>All callers that the node took for nobody; there are a thousand at most.</summary>
    [Alias("UnmatchedCallers"), ResponseTimeout("00:00:03")] Task<ImmutableArray<UnmatchedCaller>> UnmatchedCallers();

    /// <summary>Forgets such a caller: it was assigned to a connector of the site.</summary>
    [Alias("ForgetCaller"), ResponseTimeout("00:00:03")] Task ForgetCaller(string source, SiteId site);

    /// <summary>What is wrong with connectors as this node saw it: how often calls failed over each and why, and why far ends were not let in.</summary>
    [Alias("Troubles"), ResponseTimeout("00:00:03")] Task<NodeTroubles> Troubles();

    /// <summary>The messages of a call that the node still has.</summary>
    [Alias("Ladder"), ResponseTimeout("00:00:03")] Task<ImmutableArray<LadderMessage>> Ladder(string callId);
}

/// <summary>What one node has for a page.</summary>
/// <param name="Items">The first items behind the place that was asked for, the latest first.</param>
/// <param name="TotalCount">How many the whole list of the node has.</param>
[GenerateSerializer, Immutable, Alias("sc.NodePage`1")]
public sealed record NodePage<T>([property: Id(0)] ImmutableArray<T> Items, [property: Id(1)] int TotalCount);

/// <summary>A place in the lists of several nodes put together: the latest first, and of one time by node and sequence.</summary>
/// <param name="Time">The item's time.</param>
/// <param name="Node">The number of its node.</param>
/// <param name="Sequence">Its sequence there.</param>
[GenerateSerializer, Immutable, Alias("sc.JournalPlace")]
public readonly record struct JournalPlace([property: Id(0)] DateTimeOffset Time, [property: Id(1)] ushort Node, [property: Id(2)] long Sequence)
{
    /// <summary>True when this place comes after the other one; everything does after none.</summary>
    public bool IsBehind(JournalPlace? other) => other is not { } before
        || (Time != before.Time ? Time < before.Time : Node != before.Node ? Node > before.Node : Sequence < before.Sequence);
}

/// <summary>What is wrong with connectors as one node saw it.</summary>
/// <param name="Failures">How often calls failed.</param>
/// <param name="FarEnds">Why far ends were not let in.</param>
[GenerateSerializer, Immutable, Alias("sc.NodeTroubles")]
public sealed record NodeTroubles([property: Id(0)] ImmutableArray<ConnectorFailures> Failures, [property: Id(1)] ImmutableArray<FarEndFailure> FarEnds);

/// <summary>How often calls over a connector failed for a cause, since the node started.</summary>
[GenerateSerializer, Immutable, Alias("sc.ConnectorFailures")]
public readonly record struct ConnectorFailures([property: Id(0)] ConnectorId Connector, [property: Id(1)] CallCause Cause, [property: Id(2)] long Count);
