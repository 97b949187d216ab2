using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>Lists of the configuration: each page is one statement, or few where one stretch of an index does not fill it, and one more for what hangs on its rows.</summary>
internal sealed class ConfigurationQueries(ConfigurationStore store, ListFilters filters) : IConfigurationQueries
{
    public Task<Slice<Site>> Sites(SiteFilter filter, SiteOrder order, Window window, CancellationToken cancellation) => store.Read(async db =>
    {
        var all = ListFilters.Of(db, filter);
        var page = order switch
        {
            SiteOrder.Name => all.Page(static s => s.NameFolded, static s => s.Id, ListPlaces.TextAndGuid(window.After), window.Descending, window.First + 1),
            SiteOrder.Created => all.Page(static s => s.Id, ListPlaces.Guid(window.After), window.Descending, window.First + 1),
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };
        var rows = await page.Include(static s => s.Domains).AsSplitQuery().ToListAsync(cancellation);
        return Slice(rows, window.First, Records.Of, s => ListPlaces.Of(order == SiteOrder.Name ? s.NameFolded : "", s.Id));
    }, cancellation);

    public Task<int> CountSites(SiteFilter filter, CancellationToken cancellation) =>
        store.Read(db => ListFilters.Of(db, filter).CountAsync(cancellation), cancellation);

    public Task<Slice<Connector>> Connectors(ConnectorFilter filter, ConnectorOrder order, Window window, CancellationToken cancellation) => store.Read(async db =>
    {
        var all = filters.Of(db, filter);
        var (after, descending, take) = (window.After, window.Descending, window.First + 1);
        var page = order switch
        {
            ConnectorOrder.Name => all.Page(static c => c.NameFolded, static c => c.Id, ListPlaces.TextAndGuid(after), descending, take),
            ConnectorOrder.Priority => all.Page(static c => c.Priority, static c => c.Id, ListPlaces.NumberAndGuid(after), descending, take),
            ConnectorOrder.Created => all.Page(static c => c.Id, ListPlaces.Guid(after), descending, take),
            ConnectorOrder.ConflictCount => all.Page(static c => c.ConflictCount, static c => c.Id, ListPlaces.NumberAndGuid(after), descending, take),
            _ => throw new ArgumentOutOfRangeException(nameof(order)),
        };
        var rows = await page.Include(static c => c.Ranges).AsSplitQuery().ToListAsync(cancellation);
        return Slice(rows, window.First, Records.Of, c => ListPlaces.Of(order switch
        {
            ConnectorOrder.Name => c.NameFolded,
            ConnectorOrder.Priority => c.Priority.ToString(CultureInfo.InvariantCulture),
            ConnectorOrder.ConflictCount => c.ConflictCount.ToString(CultureInfo.InvariantCulture),
            _ => "",
        }, c.Id));
    }, cancellation);

    public Task<int> CountConnectors(ConnectorFilter filter, CancellationToken cancellation) =>
        store.Read(db => filters.Of(db, filter).CountAsync(cancellation), cancellation);

    public Task<Slice<LocalNumber>> LocalNumbers(SiteId site, LocalNumberFilter filter, LocalNumberOrder order, Window window, CancellationToken cancellation) => store.Read(async db =>
    {
        var rows = new List<LocalNumberRow>();
        foreach (var walk in ListPlaces.Walks(ListFilters.Of(db, site, filter), order, window))
            if (window.First + 1 - rows.Count is > 0 and var missing) rows.AddRange(await walk.Take(missing).ToListAsync(cancellation));
        return Slice(rows, window.First, Records.Of, n => new ListKey(order == LocalNumberOrder.Owner ? n.OwnerFolded : "", n.Number));
    }, cancellation);

    public Task<int> CountLocalNumbers(SiteId site, LocalNumberFilter filter, CancellationToken cancellation) =>
        store.Read(db => ListFilters.Of(db, site, filter).CountAsync(cancellation), cancellation);

    public Task<Connector?> ConnectorOfRange(RangeId range, CancellationToken cancellation) => store.Read(async db =>
    {
        var owners = db.ExtensionRanges.Where(r => r.Id == range.Value).Select(static r => r.ConnectorId);
        var row = await db.Connectors.Include(static c => c.Ranges).SingleOrDefaultAsync(c => owners.Contains(c.Id), cancellation);
        return row is null ? null : Records.Of(row);
    }, cancellation);

    // One more than asked for was read: that it is there says that more follow.
    private static Slice<T> Slice<TRow, T>(List<TRow> oneMore, int first, Func<TRow, T> record, Func<TRow, ListKey> key) where TRow : class =>
        new([.. oneMore.Take(first).Select(row => new Listed<T>(record(row), key(row)))], oneMore.Count > first);
}
