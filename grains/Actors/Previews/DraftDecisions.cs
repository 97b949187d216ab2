using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>What a draft does to the layers of decisions.</summary>
internal static class DraftDecisions
{
    /// <summary>A layer above those that are there, in force from now on.</summary>
    public static DecisionRoute Over(DecisionRoute? layers, Number number, Precedence? precedence, ConnectorId connector, DateTimeOffset now) =>
        new(number, precedence, connector) { Layer = (layers?.Layer ?? 0) + 1, From = now, Below = layers };

    /// <summary>Keeps the layers that are meant, and takes the others out of the site, as <see cref="Ranges.DecisionDrop"/> takes them out of the database.</summary>
    public static void Keep(SiteRoutes site, SiteDelta delta, DateTimeOffset now, Predicate<DecisionRoute> isKept)
    {
        foreach (var (number, top) in site.Decisions)
            if (Kept(top, now, isKept) is var kept && !ReferenceEquals(kept, top)) delta.Decisions[number] = kept;
    }

    private static DecisionRoute? Kept(DecisionRoute? layer, DateTimeOffset now, Predicate<DecisionRoute> isKept)
    {
        if (layer is null) return null;
        var below = Kept(layer.Below, now, isKept);
        if (!isKept(layer)) return layer.From <= now && layer.Until is null ? null : below;
        return ReferenceEquals(below, layer.Below) ? layer : layer with { Below = below };
    }
}
