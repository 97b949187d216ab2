using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage.Audit;

/// <summary>Reads the audit log, paged by number.</summary>
internal sealed class AuditLog(ConfigurationStore store) : IAuditLog
{
    public Task<Page<AuditEntry>> Read(SiteScope within, AuditFilter filter, int first, long? before, CancellationToken cancellation) => store.Read(async db =>
    {
        var all = Filter(db.AuditLog, within, filter);
        var total = await all.CountAsync(cancellation);
        if (before is { } number) all = all.Where(entry => entry.Number < number);
        var rows = await all.OrderByDescending(static entry => entry.Number).Take(first + 1).ToListAsync(cancellation);
        return new Page<AuditEntry>([.. rows.Take(first).Select(Entry)], rows.Count > first, total);
    }, cancellation);

    private static IQueryable<AuditRow> Filter(IQueryable<AuditRow> rows, SiteScope within, AuditFilter filter)
    {
        if (!within.IsEverySite)
        {
            Guid?[] sites = [.. within.Sites.Select(static site => (Guid?)site.Value)];
            rows = rows.Where(entry => entry.SiteId != null && sites.Contains(entry.SiteId));
        }
        if (filter.Site is { Value: var one }) rows = rows.Where(entry => entry.SiteId == one);
        if (filter.Actor is { } actor) rows = rows.Where(entry => entry.Actor == actor);
        if (filter.Kind is { } kind) rows = rows.Where(entry => entry.Kind == kind);
        if (filter.EntityId is { } id) rows = rows.Where(entry => entry.EntityId == id);
        if (filter.Since?.ToUnixTimeMilliseconds() is { } since) rows = rows.Where(entry => entry.Time >= since);
        if (filter.Until?.ToUnixTimeMilliseconds() is { } until) rows = rows.Where(entry => entry.Time < until);
        return rows;
    }

    private static AuditEntry Entry(AuditRow row) => new(
        row.Number, DateTimeOffset.FromUnixTimeMilliseconds(row.Time), row.Actor, row.Operation, row.SiteId is { } site ? new SiteId(site) : null,
        (AuditAction)row.Action, row.Kind, row.EntityId, row.Name, row.Before, row.After);
}
