using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>Takes layers of decisions away that can never count again, not even when what covers them is undone.</summary>
internal static class DecisionTrim
{
    /// <summary>Trims a site, or some numbers of it. Runs within the transaction of who writes a decision there.</summary>
    public static async Task Run(ConnectorDb db, SiteId site, string[]? numbers, DateTimeOffset beyondUndo)
    {
        var time = beyondUndo.ToUnixTimeMilliseconds();
        var old = db.Decisions.Where(d => d.SiteId == site.Value && d.DecidedAt < time);
        if (numbers is not null) old = old.Where(d => EF.Parameter(numbers).Contains(d.Number));
        await old.Where(d => d.ValidUntil < time || db.Decisions.Any(above => above.SiteId == d.SiteId && above.Number == d.Number && above.Layer > d.Layer
            && above.DecidedAt < time && above.ValidFrom < time && above.ValidUntil == null)).ExecuteDeleteAsync();
        // "As if nobody had decided" says nothing when there is nothing below it.
        await old.Where(d => d.Precedence == DecisionRow.Default && d.ValidFrom < time
            && !db.Decisions.Any(below => below.SiteId == d.SiteId && below.Number == d.Number && below.Layer < d.Layer)).ExecuteDeleteAsync();
    }
}
