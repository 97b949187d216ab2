using System.Collections.Immutable;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Contracts.Routing;

/// <summary>Where the routing rule sends a call.</summary>
public enum RouteOutcome
{
    /// <summary>To a local number.</summary>
    Local,

    /// <summary>Over a connector.</summary>
    Remote,

    /// <summary>404: nobody has the number.</summary>
    NotFound,

    /// <summary>503: a connector has the number, but no trunk of those is usable.</summary>
    TrunkDown,

    /// <summary>503: a connector has the number, but all channels of those are in use.</summary>
    ChannelsFull,

    /// <summary>404: the call came over a connector without transit, and only a connector has the number.</summary>
    TransitForbidden,

    /// <summary>404: what was dialled is not a number.</summary>
    NotANumber,

    /// <summary>Nothing was routed: the draft change over which it was to be explained has faults.</summary>
    DraftRefused,

    /// <summary>Nothing was routed: a request from there would be challenged, or belong to no site.</summary>
    CallerUnknown,
}

/// <summary>The steps of the routing rule, in their order.</summary>
public enum RouteStepKind
{
    /// <summary>A precedence decision in force.</summary>
    Decision,

    /// <summary>A local number.</summary>
    LocalNumber,

    /// <summary>A speed dial was followed; the rule starts anew with the number that it stands for.</summary>
    SpeedDial,

    /// <summary>The connectors whose range holds the number.</summary>
    Connectors,

    /// <summary>Nobody has it.</summary>
    Nobody,
}

/// <summary>One step of the rule: what was looked for and what came of it, in words.</summary>
[GenerateSerializer, Immutable, Alias("sc.RouteStep")]
public sealed record RouteStep([property: Id(0)] RouteStepKind Kind, [property: Id(1)] bool Matched, [property: Id(2)] string Text);

/// <summary>Why a connector whose range holds the number was passed over.</summary>
public enum Rejection
{
    /// <summary>It was not.</summary>
    None,

    /// <summary>The connector is disabled.</summary>
    Disabled,

    /// <summary>Its trunk is down.</summary>
    TrunkDown,

    /// <summary>All its channels are in use.</summary>
    ChannelsFull,

    /// <summary>The call came in over it.</summary>
    CameFromThere,

    /// <summary>The call came over a connector that allows no transit.</summary>
    TransitForbidden,
}

/// <summary>A connector whose range holds the number, in the order in which they are tried.</summary>
[GenerateSerializer, Immutable, Alias("sc.RouteCandidate")]
public sealed record RouteCandidate(
    [property: Id(0)] ConnectorId Connector,
    [property: Id(1)] string Name,
    [property: Id(2)] string NumberSent,
    [property: Id(3)] Rejection Rejection,
    [property: Id(4)] string Text)
{
    /// <summary>The range that holds the number.</summary>
    [Id(5)] public NumberRange Numbers { get; init; }

    /// <summary>The connector's priority; lower is tried first.</summary>
    [Id(6)] public int Priority { get; init; }

    /// <summary>Calls over it on this node.</summary>
    [Id(7)] public int ChannelsInUse { get; init; }

    /// <summary>How many calls this node may have over it; 0 for no bound.</summary>
    [Id(8)] public int Channels { get; init; }

    /// <summary>What would keep a call of this moment from it although the rule chose it: too many new calls in a second, or too many without a word.</summary>
    [Id(9)] public CallCause? Obstacle { get; init; }

    /// <summary>The state of its trunk; null when none was announced.</summary>
    [Id(10)] public TrunkStatus? Trunk { get; init; }

    /// <summary>The requests that would be sent, one place after the other.</summary>
    [Id(11)] public ImmutableArray<OutgoingRequest> Requests { get; init; } = [];
}

/// <summary>A request as it would be sent, without what each one has of its own (Via, Contact, credentials).</summary>
/// <param name="RequestLine">The request line: "INVITE sip:60@b.example SIP/2.0".</param>
/// <param name="Transport">UDP, TCP or TLS.</param>
/// <param name="NextHop">The address to which it goes; null while it is not known.</param>
/// <param name="From">The value of From without a tag; empty when it was not said who calls.</param>
/// <param name="To">The value of To.</param>
/// <param name="AssertedIdentity">The value of P-Asserted-Identity; null for none.</param>
/// <param name="Privacy">The value of Privacy; null for none.</param>
/// <param name="Route">The value of Route; null for none.</param>
/// <param name="Text">In words.</param>
[GenerateSerializer, Immutable, Alias("sc.OutgoingRequest")]
public sealed record OutgoingRequest(
    [property: Id(0)] string RequestLine,
    [property: Id(1)] TrunkTransport Transport,
    [property: Id(2)] string? NextHop,
    [property: Id(3)] string From,
    [property: Id(4)] string To,
    [property: Id(5)] string? AssertedIdentity,
    [property: Id(6)] string? Privacy,
    [property: Id(7)] string? Route,
    [property: Id(8)] string Text);

/// <summary>A time at which the routing of a number changes by itself.</summary>
/// <param name="At">When.</param>
/// <param name="Text">What changes, in one sentence.</param>
[GenerateSerializer, Immutable, Alias("sc.RouteTimedChange")]
public sealed record RouteTimedChange([property: Id(0)] DateTimeOffset At, [property: Id(1)] string Text);

/// <summary>What the routing rule does with a number, step by step.</summary>
/// <param name="Outcome">Where the call goes.</param>
/// <param name="Summary">In one sentence.</param>
/// <param name="Steps">The steps tried, in order.</param>
/// <param name="Candidates">The connectors considered, in order.</param>
/// <param name="Status">The SIP status that the caller gets when the call goes nowhere; 0 when it goes somewhere.</param>
/// <param name="TableVersion">The version of the routing table that answered.</param>
[GenerateSerializer, Immutable, Alias("sc.RouteExplanation")]
public sealed record RouteExplanation(
    [property: Id(0)] RouteOutcome Outcome,
    [property: Id(1)] string Summary,
    [property: Id(2)] ImmutableArray<RouteStep> Steps,
    [property: Id(3)] ImmutableArray<RouteCandidate> Candidates,
    [property: Id(4)] int Status,
    [property: Id(5)] long TableVersion)
{
    /// <summary>The site in which it was routed; the default for none.</summary>
    [Id(6)] public SiteId Site { get; init; }

    /// <summary>The time for which it was routed.</summary>
    [Id(7)] public DateTimeOffset At { get; init; }

    /// <summary>As whom the request would come in; null when that was not asked for.</summary>
    [Id(8)] public CallerIdentified? Caller { get; init; }

    /// <summary>For a local number: the requests that would be sent, to all phones at once or to one place after the other.</summary>
    [Id(9)] public ImmutableArray<OutgoingRequest> Requests { get; init; } = [];

    /// <summary>When a timed decision changes who gets the number, and what it changes; null when none does.</summary>
    [Id(10)] public RouteTimedChange? NextChange { get; init; }

    /// <summary>For a draft that has faults: every one.</summary>
    [Id(11)] public ImmutableArray<Fault> Faults { get; init; } = [];

    /// <summary>For a draft: what to know of it although it has no fault.</summary>
    [Id(12)] public ImmutableArray<Warning> Warnings { get; init; } = [];
}
