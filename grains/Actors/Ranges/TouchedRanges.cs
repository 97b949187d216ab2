using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Ranges;

/// <summary>Finds the ranges whose conflicts a change touches, and tells them.</summary>
internal static class TouchedRanges
{
    /// <summary>Keys per statement.</summary>
    private const int Chunk = 500;

    /// <summary>So many numbers or ranges are looked for one by one; for more all ranges of the site are read once.</summary>
    private const int Few = 16;

    /// <summary>Ranges of a site that hold one of the numbers, or that one of them begins.</summary>
    public static async Task<List<Guid>> ByNumbers(ConnectorDb db, Guid site, IEnumerable<Number> numbers)
    {
        Number[] changed = [.. numbers.Where(static n => n.IsNumeric).Order()];
        if (changed.Length <= Few)
        {
            var touched = new HashSet<Guid>();
            foreach (var number in changed) touched.UnionWith(await RangeQueries.Touched(db, site, number).Select(static r => r.Id).ToListAsync());
            return [.. touched];
        }
        var ranges = await OfSite(db, site);
        return [.. ranges.Where(r => Touches(changed, r.Numbers)).Select(static r => r.Id)];
    }

    /// <summary>All ranges of a site.</summary>
    public static Task<List<Guid>> All(ConnectorDb db, Guid site) =>
        db.Connectors.Where(c => c.SiteId == site).SelectMany(static c => c.Ranges, static (_, r) => r.Id).ToListAsync();

    /// <summary>Ranges of a site that overlap one of the ranges.</summary>
    public static async Task<List<Guid>> ByRanges(ConnectorDb db, Guid site, IReadOnlyCollection<NumberRange> ranges)
    {
        if (ranges.Count <= Few)
        {
            var touched = new HashSet<Guid>();
            foreach (var range in ranges) touched.UnionWith(await RangeQueries.Overlapping(db, site, range).Select(static r => r.Id).ToListAsync());
            return [.. touched];
        }
        var (all, tree) = (await OfSite(db, site), new RangeTree<NumberRange>([.. ranges], static range => range));
        return [.. all.Where(r => tree.AnyOverlaps(r.Numbers)).Select(static r => r.Id)];
    }

    /// <summary>
    /// Says in the transaction of a change that these are to be counted anew: should nobody come to count them now, somebody will later.
    /// </summary>
    public static async Task Mark(ConnectorDb db, ChangeLog log, IEnumerable<Guid> ranges)
    {
        var version = log.Next;
        foreach (var chunk in ranges.Distinct().Chunk(Chunk))
            await db.ExtensionRanges.Where(r => chunk.Contains(r.Id)).ExecuteUpdateAsync(set => set.SetProperty(static r => r.FactsVersion, version));
    }

    public static Task Invalidate(IGrainFactory grains, IEnumerable<Guid> ranges) =>
        Task.WhenAll(ranges.Distinct().Select(r => grains.GetGrain<IExtensionRangeGrain>(r).Invalidate()));

    /// <summary>True when the range holds one of the sorted numbers, or one of them begins numbers of it.</summary>
    public static bool Touches(Number[] sorted, NumberRange range)
    {
        if (SortedNumbers.AnyBetween(sorted, range.Min, range.Max)) return true;
        for (var length = 1; length < range.Digits; length++)
        {
            var (min, max) = PrefixShadow.Prefixes(range, length);
            if (SortedNumbers.AnyBetween(sorted, Number.Parse(min), Number.Parse(max))) return true;
        }
        return false;
    }

    private static async Task<List<(Guid Id, NumberRange Numbers)>> OfSite(ConnectorDb db, Guid site)
    {
        var rows = await db.Connectors.Where(c => c.SiteId == site)
            .SelectMany(static c => c.Ranges, static (_, r) => new { r.Id, r.Min, r.Max }).ToListAsync();
        return [.. rows.Select(static r => (r.Id, new NumberRange(Number.Parse(r.Min), Number.Parse(r.Max))))];
    }
}
