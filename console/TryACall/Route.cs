using SystemConnector.WebConsole.Numbers;
using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.TryACall;

/// <summary>Where the routing rule sends a call.</summary>
public enum RouteOutcome
{
    /// <summary>To a local number.</summary>
    Local,

    /// <summary>Over a connector.</summary>
    Remote,

    /// <summary>Nobody has the number.</summary>
    NotFound,

    /// <summary>No trunk of those that have the number is usable.</summary>
    TrunkDown,

    /// <summary>All channels of those that have the number are in use.</summary>
    ChannelsFull,

    /// <summary>It came over a connector without transit, and only a connector has the number.</summary>
    TransitForbidden,

    /// <summary>What was dialled is not a number.</summary>
    NotANumber,

    /// <summary>The draft would be refused.</summary>
    DraftRefused,

    /// <summary>Whoever sends it is nobody here.</summary>
    CallerUnknown,
}

/// <summary>What a step of the rule looks for.</summary>
public enum RouteStepKind
{
    /// <summary>A precedence decision.</summary>
    Decision,

    /// <summary>A local number.</summary>
    LocalNumber,

    /// <summary>A speed dial.</summary>
    SpeedDial,

    /// <summary>Connectors.</summary>
    Connectors,

    /// <summary>Nobody is left.</summary>
    Nobody,
}

/// <summary>What the routing rule does with a number, as the API explains it.</summary>
public sealed record Route(
    RouteOutcome Outcome, string Summary, string? Advice, int? Status, string? Cause, DateTimeOffset At, long TableVersion, string? SiteId,
    Identification? Identification, IReadOnlyList<RouteStep> Steps, IReadOnlyList<RouteCandidate> Candidates, IReadOnlyList<OutgoingRequest> Requests, TimedChange? NextChange)
{
    /// <summary>Whether it goes somewhere.</summary>
    public bool GoesSomewhere => Outcome is RouteOutcome.Local or RouteOutcome.Remote;

    /// <summary>The connector that is tried first; null when none is.</summary>
    public RouteCandidate? Taken => Outcome == RouteOutcome.Remote ? Candidates.FirstOrDefault(static candidate => candidate.IsUsable) ?? Candidates.FirstOrDefault(static candidate => candidate.Rejection is null) : null;
}

/// <summary>As whom the caller is known.</summary>
public sealed record Identification(string By, string Text, string? ConnectorId, string? ConnectorName, string? Extension, string? SiteName);

/// <summary>A step of the rule.</summary>
public sealed record RouteStep(RouteStepKind Kind, bool Matched, string Text);

/// <summary>A connector whose range holds the number.</summary>
public sealed record RouteCandidate(
    string ConnectorId, string Name, NumberSpan Numbers, string NumberSent, int Priority, string? Rejection, string? Obstacle, string Text, int? Channels, int ChannelsInUse,
    Trunk? Trunk, IReadOnlyList<OutgoingRequest> Requests)
{
    /// <summary>Whether a call of this moment is offered to it.</summary>
    public bool IsUsable => Rejection is null && Obstacle is null;
}

/// <summary>A request as it would be sent.</summary>
public sealed record OutgoingRequest(
    string RequestLine, string Transport, string? NextHop, string? From, string To, string? AssertedIdentity, string? Privacy, string? Route, string Text);

/// <summary>When the answer changes by itself.</summary>
public sealed record TimedChange(DateTimeOffset At, string Text);
