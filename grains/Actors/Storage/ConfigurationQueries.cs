using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Grains.Storage;

/// <summary>Lists, paged by key in the database.</summary>
internal sealed class ConfigurationQueries(ConfigurationStore store) : IConfigurationQueries
{
    public Task<Page<Site>> Sites(SiteScope within, int first, string? afterName, CancellationToken cancellation) => store.Read(async db =>
    {
        var all = db.Sites.AsQueryable();
        if (!within.IsEverySite)
        {
            Guid[] visible = [.. within.Sites.Select(static site => site.Value)];
            all = all.Where(s => visible.Contains(s.Id));
        }
        var total = await all.CountAsync(cancellation);
        var query = all.Include(static s => s.Domains).AsQueryable();
        if (afterName is not null) query = query.Where(s => string.Compare(s.Name, afterName) > 0);
        var rows = await query.OrderBy(static s => s.Name).Take(first + 1).ToListAsync(cancellation);
        return PageOf(rows.Select(Records.Of), first, total);
    }, cancellation);

    public Task<Page<Connector>> Connectors(SiteId site, int first, string? afterName, CancellationToken cancellation) => store.Read(async db =>
    {
        var all = db.Connectors.Where(c => c.SiteId == site.Value);
        var total = await all.CountAsync(cancellation);
        var query = all.Include(static c => c.Ranges).AsQueryable();
        if (afterName is not null) query = query.Where(c => string.Compare(c.Name, afterName) > 0);
        var rows = await query.OrderBy(static c => c.Name).Take(first + 1).ToListAsync(cancellation);
        return PageOf(rows.Select(Records.Of), first, total);
    }, cancellation);

    public Task<Page<LocalNumber>> LocalNumbers(SiteId site, int first, Number? after, CancellationToken cancellation) => store.Read(async db =>
    {
        var query = db.LocalNumbers.Where(n => n.SiteId == site.Value);
        var total = await query.CountAsync(cancellation);
        if (after is { } number)
        {
            var (digits, text) = (number.Length, number.ToString());
            query = query.Where(n => n.Digits > digits || (n.Digits == digits && string.Compare(n.Number, text) > 0));
        }
        var rows = await query.OrderBy(static n => n.Digits).ThenBy(static n => n.Number).Take(first + 1).ToListAsync(cancellation);
        return PageOf(rows.Select(Records.Of), first, total);
    }, cancellation);

    public Task<Connector?> ConnectorOfRange(RangeId range, CancellationToken cancellation) => store.Read(async db =>
    {
        var row = await db.Connectors.Include(static c => c.Ranges).SingleOrDefaultAsync(c => c.Ranges.Any(r => r.Id == range.Value), cancellation);
        return row is null ? null : Records.Of(row);
    }, cancellation);

    // One more than asked for was read: that it is there says that more follow.
    private static Page<T> PageOf<T>(IEnumerable<T> oneMore, int first, int total)
    {
        ImmutableArray<T> items = [.. oneMore];
        return items.Length > first ? new Page<T>(items[..first], true, total) : new Page<T>(items, false, total);
    }
}
