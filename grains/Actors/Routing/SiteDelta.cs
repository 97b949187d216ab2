using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Routing;

/// <summary>What changed in one site: the rows as they are now, null where a row is gone.</summary>
internal sealed class SiteDelta
{
    /// <summary>The site is gone; nothing else of the delta counts.</summary>
    public bool Removed { get; init; }

    /// <summary>The delta holds the whole site: what it does not name is gone.</summary>
    public bool Whole { get; init; }

    /// <summary>The new settings; null when they did not change.</summary>
    public SiteSettings? Settings { get; set; }

    public Dictionary<Number, LocalRoute?> Numbers { get; } = [];

    public Dictionary<Number, DecisionRoute?> Decisions { get; } = [];

    public Dictionary<ConnectorId, ConnectorRoute?> Connectors { get; } = [];
}
