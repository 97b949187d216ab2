using SystemConnector.Contracts;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Imports;

/// <summary>Finds the decisions of a site that count at a time: of the layers on a number the topmost that is in force.</summary>
internal static class DecisionsInForce
{
    public static IQueryable<DecisionRow> Of(ConnectorDb db, SiteId site, DateTimeOffset at)
    {
        var now = at.ToUnixTimeMilliseconds();
        return db.Decisions.Where(d => d.SiteId == site.Value && d.Precedence != DecisionRow.Default && d.ValidFrom <= now && (d.ValidUntil == null || d.ValidUntil > now)
            && !db.Decisions.Any(above => above.SiteId == d.SiteId && above.Number == d.Number && above.Layer > d.Layer
                && above.ValidFrom <= now && (above.ValidUntil == null || above.ValidUntil > now)));
    }
}
