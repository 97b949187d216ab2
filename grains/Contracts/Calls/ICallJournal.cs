using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>
/// Calls that this node refused or that failed, from memory: the last ones one by one, all of them as counts. A node tells of its own
/// calls only; <see cref="INodeCallsGrain"/> asks others.
/// </summary>
public interface ICallJournal
{
    /// <summary>Failed calls of a site, the latest first.</summary>
    /// <param name="site">The site.</param>
    /// <param name="connector">Only those that this connector is the cause of; null for all.</param>
    /// <param name="first">How many at most.</param>
    /// <param name="after">The sequence of the call behind which the page begins; null for the beginning.</param>
    Page<FailedCall> Failed(SiteId site, ConnectorId? connector, int first, long? after);

    /// <summary>How many calls failed over each connector since this node started, by cause.</summary>
    ImmutableArray<ConnectorFailures> Counts();
}

/// <summary>A call that was refused or failed.</summary>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="Time">When.</param>
/// <param name="Site">The site that it belonged to.</param>
/// <param name="Connector">The connector that the cause is about; null when it is about none.</param>
/// <param name="From">The user part of the caller's URI.</param>
/// <param name="To">What was dialled.</param>
/// <param name="Cause">Why.</param>
/// <param name="Text">Why, in one or two sentences.</param>
/// <param name="Advice">What to do about it.</param>
/// <param name="Status">The SIP status that the caller got.</param>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="Count">How many calls it stands for: in a flood of the same cause only some are told one by one.</param>
[GenerateSerializer, Immutable, Alias("sc.FailedCall")]
public sealed record FailedCall(
    [property: Id(0)] long Sequence,
    [property: Id(1)] DateTimeOffset Time,
    [property: Id(2)] SiteId Site,
    [property: Id(3)] ConnectorId? Connector,
    [property: Id(4)] string From,
    [property: Id(5)] string To,
    [property: Id(6)] CallCause Cause,
    [property: Id(7)] string Text,
    [property: Id(8)] string Advice,
    [property: Id(9)] int Status,
    [property: Id(10)] string CallId,
    [property: Id(11)] long Count);

/// <summary>How often a cause was met.</summary>
public sealed record CauseCount(CallCause Cause, long Count);
