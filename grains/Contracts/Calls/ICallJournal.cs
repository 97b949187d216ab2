using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>
/// Calls that this node refused or that failed, from memory: the last ones one by one, all of them as counts. A node tells of its own
/// calls only.
/// </summary>
public interface ICallJournal
{
    /// <summary>Failed calls of a site, the latest first.</summary>
    /// <param name="site">The site.</param>
    /// <param name="connector">Only those that this connector is the cause of; null for all.</param>
    /// <param name="first">How many at most.</param>
    /// <param name="after">The sequence of the call behind which the page begins; null for the beginning.</param>
    Page<FailedCall> Failed(SiteId site, ConnectorId? connector, int first, long? after);

    /// <summary>How many calls failed over a connector since this node started, by cause, the most frequent first.</summary>
    ImmutableArray<CauseCount> Counts(ConnectorId connector);
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
public sealed record FailedCall(
    long Sequence,
    DateTimeOffset Time,
    SiteId Site,
    ConnectorId? Connector,
    string From,
    string To,
    CallCause Cause,
    string Text,
    string Advice,
    int Status,
    string CallId,
    long Count);

/// <summary>How often a cause was met.</summary>
public sealed record CauseCount(CallCause Cause, long Count);
