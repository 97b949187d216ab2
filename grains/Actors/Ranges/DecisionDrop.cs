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

    /// <summary>Numbers that the audit log names; of more it has how many decisions there were.</summary>
    private const int MaxNamed = 100;

    /// <summary>Those of a connector that lie in none of its ranges any longer.</summary>
    public static async Task Outside(ConnectorDb db, ChangeLog log, ConnectorRow connector, DateTimeOffset now)
    {
        var (id, ranges) = (connector.Id, Records.Of(connector).Ranges);
        var numbers = await db.Decisions.Where(d => d.ConnectorId == id).Select(static d => d.Number).Distinct().ToListAsync();
        numbers.RemoveAll(n => Number.Parse(n) is var number && ranges.Any(r => r.Numbers.Contains(number)));
        if (numbers.Count == 0) return;
        log.Decisions(new SiteId(connector.SiteId), numbers);
        var decisions = 0;
        foreach (var chunk in numbers.Chunk(Chunk)) decisions += await Delete(connector, db.Decisions.Where(d => d.SiteId == connector.SiteId && chunk.Contains(d.Number)), now);
        Summarize(db, connector, new { decisions, numbers = numbers.Order(StringComparer.Ordinal).Take(MaxNamed) });
    }

    /// <summary>All of a connector that is deleted, with its migrations.</summary>
    public static async Task All(ConnectorDb db, ChangeLog log, ConnectorRow connector, DateTimeOffset now)
    {
        var id = connector.Id;
        log.Decisions(new SiteId(connector.SiteId), await db.Decisions.Where(d => d.ConnectorId == id).Select(static d => d.Number).Distinct().ToListAsync());
        var decisions = await Delete(connector, db.Decisions.Where(d => d.SiteId == connector.SiteId), now);
        var migrations = await db.Migrations.CountAsync(m => m.ConnectorId == id);
        if (decisions + migrations > 0) Summarize(db, connector, new { decisions, migrations });
    }

    /// <summary>Of those decisions the connector's own and what they cover.</summary>
    private static async Task<int> Delete(ConnectorRow connector, IQueryable<DecisionRow> all, DateTimeOffset now)
    {
        var (id, time) = (connector.Id, now.ToUnixTimeMilliseconds());
        var own = all.Where(d => d.ConnectorId == id);
        var covering = own.Where(d => d.ValidFrom <= time && d.ValidUntil == null);
        var covered = await all.Where(d => d.ConnectorId != id && covering.Any(above => above.SiteId == d.SiteId && above.Number == d.Number && above.Layer > d.Layer)).ExecuteDeleteAsync();
        return covered + await own.ExecuteDeleteAsync();
    }

    /// <summary>They go by statements and cascades, which the change tracker does not see.</summary>
    private static void Summarize(ConnectorDb db, ConnectorRow connector, object before) =>
        AuditTrail.Summarize(db, new AuditSubject("Decisions", connector.SiteId, connector.Id.ToString("N"), connector.Name), AuditAction.Deleted, before, null);
}
