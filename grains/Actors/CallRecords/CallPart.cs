using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Grains.CallRecords;

/// <summary>
/// What one node tells of a call. Parts of a call meet in its row by its key, in whichever order and however often they are written; each
/// says of whom it is, so that the end of a call is on record whose beginning was lost with its node.
/// </summary>
/// <param name="Parties">Whose call it is.</param>
public abstract record CallPart(CallParties Parties);

/// <summary>Whose call it is, as every node that deals with it knows.</summary>
/// <param name="Key">Names the call.</param>
/// <param name="Site">The site that it belongs to; null when that is not known.</param>
/// <param name="CallId">Its Call-ID.</param>
/// <param name="From">The user part of the caller's URI.</param>
/// <param name="To">The user part of To.</param>
/// <param name="ConnectorIn">The connector over which it came; null for a phone.</param>
/// <param name="ConnectorOut">The connector over which it was answered or offered last; null for none.</param>
/// <param name="StartedAt">When it began.</param>
public sealed record CallParties(
    CallKey Key, SiteId? Site, string CallId, string From, string To, ConnectorId? ConnectorIn, ConnectorId? ConnectorOut, DateTimeOffset StartedAt);

/// <summary>A call was answered, failed or was given up: all that the node knows that set it up.</summary>
/// <param name="Parties">Whose call it is.</param>
/// <param name="Node">The node.</param>
/// <param name="Number">The number that was dialled.</param>
/// <param name="NumberSent">The number as the called side got it.</param>
/// <param name="HeardAt">When its caller first heard something.</param>
/// <param name="AnsweredAt">When it was answered.</param>
/// <param name="EndedAt">When it ended; null for one that goes on.</param>
/// <param name="ExpiresAt">When its session is over unless it is refreshed.</param>
/// <param name="Outcome">What it came to.</param>
/// <param name="Cause">Why it failed, or what is wrong with it.</param>
/// <param name="Status">The SIP status that the caller got.</param>
/// <param name="Attempts">The places at which it was offered.</param>
public sealed record CallSetUpPart(
    CallParties Parties,
    string Node,
    string Number,
    string NumberSent,
    DateTimeOffset? HeardAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset ExpiresAt,
    CallOutcome Outcome,
    CallCause? Cause,
    int Status,
    ImmutableArray<CallAttempt> Attempts) : CallPart(Parties);

/// <summary>A side hung up.</summary>
/// <param name="Parties">Whose call it is.</param>
/// <param name="EndedAt">When.</param>
/// <param name="EndedBy">Who.</param>
/// <param name="Reason">The Reason of the BYE; empty for none.</param>
public sealed record CallHungUpPart(CallParties Parties, DateTimeOffset EndedAt, CallEnd EndedBy, string Reason) : CallPart(Parties);

/// <summary>A call's session was refreshed.</summary>
/// <param name="Parties">Whose call it is.</param>
/// <param name="ExpiresAt">Until when it goes on without another refresh.</param>
public sealed record CallRefreshedPart(CallParties Parties, DateTimeOffset ExpiresAt) : CallPart(Parties);

/// <summary>The node that relayed a call's media counted it at its end.</summary>
/// <param name="Parties">Whose call it is.</param>
/// <param name="Media">What was relayed.</param>
public sealed record CallMediaPart(CallParties Parties, CallMedia Media) : CallPart(Parties);

/// <summary>Which kinds of parts a row was made of.</summary>
[Flags]
internal enum CallPartKinds
{
    None = 0,
    SetUp = 1,
    HungUp = 2,
    Refreshed = 4,
    Media = 8,
}
