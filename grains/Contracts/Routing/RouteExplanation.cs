using System.Collections.Immutable;

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
    [property: Id(4)] string Text);

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
    [property: Id(5)] long TableVersion);
