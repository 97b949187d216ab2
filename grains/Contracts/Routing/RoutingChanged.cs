using System.Globalization;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Contracts.Routing;

/// <summary>What of the routing changed.</summary>
public enum RoutingChangeKind
{
    /// <summary>A site's settings.</summary>
    Site,

    /// <summary>A local number.</summary>
    LocalNumber,

    /// <summary>A connector or its ranges.</summary>
    Connector,

    /// <summary>Who wins a number.</summary>
    Decision,

    /// <summary>So many numbers of a site that they are not named.</summary>
    WholeSite,

    /// <summary>More than can be named.</summary>
    Everything,
}

/// <summary>A change of routing is in force.</summary>
/// <param name="Site">The site.</param>
/// <param name="Time">When.</param>
/// <param name="Sequence">The entry of the change log.</param>
/// <param name="Kind">What changed.</param>
/// <param name="Connector">The connector, for a change of one.</param>
/// <param name="Name">The name of the site or connector, or the number.</param>
/// <param name="Exists">False when it is gone.</param>
[GenerateSerializer, Immutable, Alias("sc.RoutingChanged")]
public sealed record RoutingChanged(
    SiteId? Site,
    DateTimeOffset Time,
    [property: Id(0)] long Sequence,
    [property: Id(1)] RoutingChangeKind Kind,
    [property: Id(2)] ConnectorId? Connector,
    [property: Id(3)] string Name,
    [property: Id(4)] bool Exists) : WitnessedEvent(Site, Time)
{
    /// <inheritdoc/>
    public override string Subject => string.Create(CultureInfo.InvariantCulture, $"change {Sequence}{(Kind == RoutingChangeKind.Everything ? $" of {Site}" : "")}");

    /// <inheritdoc/>
    public override string Fact => "";
}
