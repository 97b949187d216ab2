using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Audit;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>
/// Takes the decisions away that go with a connector or a range of it. A layer that has begun and does not end takes along what it covers:
/// nobody meant that to come back. One that ends, or has not begun, leaves what is below it, which counts beside it already.
/// </summary>
internal static class DecisionDrop
{
    /// <summary>Numbers per statement.</summary>
    private const int Chunk = 500;

    /// <summary>Those of a connector that lie in none of its ranges any longer.</summary>
    public static async Task Outside(ConnectorDb db, ChangeLog log, ConnectorRow connector, DateTimeOffset now)
    {
        var ranges = Records.Of(connector).Ranges;
        var dropped = await db.Decisions.AsNoTracking().Where(d => d.ConnectorId == connector.Id).ToListAsync();
        dropped.RemoveAll(d => Number.Parse(d.Number) is var number && ranges.Any(r => r.Numbers.Contains(number)));
        if (dropped.Count == 0) return;
        var time = now.ToUnixTimeMilliseconds();
        var covering = dropped.Where(d => d.ValidFrom <= time && d.ValidUntil is null).GroupBy(static d => d.Number).ToDictionary(static g => g.Key, static g => g.Max(static d => d.Layer));
        var covered = new List<DecisionRow>();
        foreach (var chunk in covering.Keys.Chunk(Chunk))
            covered.AddRange(await db.Decisions.AsNoTracking().Where(d => d.SiteId == connector.SiteId && chunk.Contains(d.Number)).ToListAsync());
        db.Decisions.RemoveRange(dropped.Concat(covered.Where(d => d.Layer < covering[d.Number])).DistinctBy(static d => (d.Number, d.Layer)));
        log.Decisions(new SiteId(connector.SiteId), [.. dropped.Select(static d => d.Number).Distinct()]);
    }

    /// <summary>All of a connector that is deleted, with its migrations.</summary>
    public static async Task All(ConnectorDb db, ChangeLog log, ConnectorRow connector, DateTimeOffset now)
    {
        var (id, time) = (connector.Id, now.ToUnixTimeMilliseconds());
        var own = db.Decisions.Where(d => d.ConnectorId == id);
        log.Decisions(new SiteId(connector.SiteId), await own.Select(static d => d.Number).Distinct().ToListAsync());
        var covering = own.Where(d => d.ValidFrom <= time && d.ValidUntil == null);
        var decisions = await db.Decisions.Where(d => d.SiteId == connector.SiteId && d.ConnectorId != id
            && covering.Any(above => above.SiteId == d.SiteId && above.Number == d.Number && above.Layer > d.Layer)).ExecuteDeleteAsync();
        decisions += await own.ExecuteDeleteAsync();
        var migrations = await db.Migrations.CountAsync(m => m.ConnectorId == id);
        // By statements and cascades, which the change tracker does not see.
        if (decisions + migrations > 0)
            AuditTrail.Summarize(db, new AuditSubject("Decisions", connector.SiteId, id.ToString("N"), connector.Name), AuditAction.Deleted, new { decisions, migrations }, null);
    }
}
