using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Ranges;

/// <summary>The database finds the ranges that a change touches by the same rule as the engine does.</summary>
public sealed class TouchedRangesTests
{
    private static readonly NumberRange[] _ranges = [.. new[] { ("1", "9"), ("10", "19"), ("15", "29"), ("100", "199"), ("150", "160"), ("1000", "1999"), ("1500", "1500"), ("2000", "3000") }.Select(static r => Range(r.Item1, r.Item2))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ranges_are_found_by_number_and_by_range(bool isPostgres)
    {
        await using var server = isPostgres ? await PostgresServer.TryStart() : null;
        Assert.SkipWhen(isPostgres && server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var (site, elsewhere) = (await node.NewSite(), await node.NewSite("B"));
        var ids = new Dictionary<NumberRange, Guid>();
        foreach (var range in _ranges)
        {
            var name = $"{range.Min} to {range.Max}";
            ids[range] = (await node.NewConnector(site, name, range.Min.ToString(), range.Max.ToString())).Ranges[0].Id.Value;
            await node.NewConnector(elsewhere, name, range.Min.ToString(), range.Max.ToString());
        }
        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);

        foreach (var text in new[] { "1", "2", "9", "15", "20", "30", "150", "155", "16", "1500", "1501", "3000", "4", "31" })
        {
            var number = Number.Parse(text);
            Assert.Equal(Ids(r => TouchedRanges.Touches([number], r)), (await TouchedRanges.ByNumbers(db, site.Value, [number])).Order());
        }
        foreach (var probe in _ranges.Append(Range("20", "99")).Append(Range("161", "170")))
            Assert.Equal(Ids(probe.Overlaps), (await TouchedRanges.ByRanges(db, site.Value, [probe])).Order());

        // So many at once that all ranges are read.
        Number[] many = [.. Enumerable.Range(1500, 40).Select(static n => Number.FromValue(n, 4))];
        Assert.Equal(Ids(r => TouchedRanges.Touches(many, r)), (await TouchedRanges.ByNumbers(db, site.Value, many)).Order());

        IEnumerable<Guid> Ids(Func<NumberRange, bool> isTouched) => _ranges.Where(isTouched).Select(r => ids[r]).Order();
    }

    private static NumberRange Range(string min, string max) => new(Number.Parse(min), Number.Parse(max));
}
