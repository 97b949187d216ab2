using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Lists;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>Makes conditions of filters, all of them for the database.</summary>
internal sealed class ListFilters(TrunkStates trunks)
{
    public static IQueryable<SiteRow> Of(ConnectorDb db, SiteFilter filter)
    {
        IQueryable<SiteRow> rows = db.Sites;
        if (filter.Sites is { } sites)
        {
            var ids = sites.Select(static s => s.Value).ToArray();
            rows = rows.Where(s => ids.Contains(s.Id));
        }
        if (Folded(filter.NameContains) is { } name) rows = rows.Where(s => s.NameFolded.Contains(name));
        if (Folded(filter.DomainContains) is { } domain) rows = rows.Where(s => s.Domains.Any(d => d.Domain.Contains(domain)));
        return rows;
    }

    public IQueryable<ConnectorRow> Of(ConnectorDb db, ConnectorFilter filter)
    {
        IQueryable<ConnectorRow> rows = db.Connectors;
        // One site is by far the most frequent, and an equality is what an index of a site's connectors serves in their order.
        if (filter.Sites is [var only]) rows = rows.Where(c => c.SiteId == only.Value);
        else if (filter.Sites is { } sites)
        {
            var ids = sites.Select(static s => s.Value).ToArray();
            rows = rows.Where(c => ids.Contains(c.SiteId));
        }
        if (Folded(filter.NameContains) is { } name) rows = rows.Where(c => c.NameFolded.Contains(name));
        if (Folded(filter.AddressContains) is { } address) rows = rows.Where(c => c.AddressFolded.Contains(address));
        if (filter.Type is { } type) rows = rows.Where(c => c.Type == (int)type);
        if (filter.Enabled is { } enabled) rows = rows.Where(c => c.Enabled == enabled);
        if (filter.HasConflicts is { } conflicts) rows = rows.Where(c => c.ConflictCount > 0 == conflicts);
        if (filter.TrunkStates is { } states)
        {
            // States are in memory and nowhere else: their connectors go along as one parameter, however many they are.
            var ids = trunks.All.Where(s => states.Contains(s.State)).Select(static s => s.Connector.Value).ToArray();
            rows = rows.Where(c => EF.Parameter(ids).Contains(c.Id));
        }
        return rows;
    }

    public static IQueryable<LocalNumberRow> Of(ConnectorDb db, SiteId site, LocalNumberFilter filter)
    {
        var rows = db.LocalNumbers.Where(n => n.SiteId == site.Value);
        if (!string.IsNullOrEmpty(filter.Prefix)) rows = rows.Where(n => n.Number.StartsWith(filter.Prefix));
        if (filter.Range is { } range)
        {
            var (digits, min, max) = (range.Digits, range.Min.ToString(), range.Max.ToString());
            rows = rows.Where(n => n.Digits == digits && string.Compare(n.Number, min) >= 0 && string.Compare(n.Number, max) <= 0);
        }
        if (filter.Kind is { } kind) rows = rows.Where(n => n.Kind == (int)kind);
        if (Folded(filter.OwnerContains) is { } owner) rows = rows.Where(n => n.OwnerFolded.Contains(owner));
        return rows;
    }

    private static string? Folded(string? text) => string.IsNullOrEmpty(text) ? null : Folding.Fold(text);
}
