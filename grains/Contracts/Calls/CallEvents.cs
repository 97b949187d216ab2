using SystemConnector.Contracts.Events;

namespace SystemConnector.Contracts.Calls;

/// <summary>A call is being set up.</summary>
/// <param name="Site">The site that it belongs to.</param>
/// <param name="Time">When its INVITE came.</param>
/// <param name="Call">Names it.</param>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="From">The user part of the caller's URI.</param>
/// <param name="Number">What was dialled.</param>
/// <param name="Connector">The connector over which it came; null for a phone.</param>
[GenerateSerializer, Immutable, Alias("sc.CallStarted")]
public sealed record CallStarted(
    SiteId? Site, DateTimeOffset Time, [property: Id(0)] CallKey Call, [property: Id(1)] string CallId, [property: Id(2)] string From, [property: Id(3)] string Number,
    [property: Id(4)] ConnectorId? Connector) : ClusterEvent(Site, Time);

/// <summary>A call was answered.</summary>
/// <param name="Site">The site that it belongs to.</param>
/// <param name="Time">When.</param>
/// <param name="Call">Names it.</param>
/// <param name="Connector">The connector over which it was answered; null for a phone.</param>
[GenerateSerializer, Immutable, Alias("sc.CallAnswered")]
public sealed record CallAnswered(SiteId? Site, DateTimeOffset Time, [property: Id(0)] CallKey Call, [property: Id(1)] ConnectorId? Connector) : ClusterEvent(Site, Time);

/// <summary>A call is over: it was hung up, failed, or was given up.</summary>
/// <param name="Site">The site that it belonged to.</param>
/// <param name="Time">When.</param>
/// <param name="Call">Names it.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Cause">Why it failed; null when it did not.</param>
/// <param name="EndedBy">How it ended, when it had been answered.</param>
[GenerateSerializer, Immutable, Alias("sc.CallEnded")]
public sealed record CallEnded(
    SiteId? Site, DateTimeOffset Time, [property: Id(0)] CallKey Call, [property: Id(1)] CallOutcome Outcome, [property: Id(2)] CallCause? Cause,
    [property: Id(3)] CallEnd? EndedBy) : ClusterEvent(Site, Time);

/// <summary>Somebody listens to calls: every node publishes their events for the next while (<see cref="ICallEventDemand"/>). No topic has it.</summary>
/// <param name="Time">When.</param>
[GenerateSerializer, Immutable, Alias("sc.CallEventsWanted")]
public sealed record CallEventsWanted(DateTimeOffset Time) : ClusterEvent(null, Time);
