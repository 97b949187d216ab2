using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Benchmarks;

/// <summary>One site with 10,000 connectors, whose ranges overlap in threes, and 100,000 local numbers.</summary>
internal static class LargeTable
{
    public const int Connectors = 10_000;
    public const int Numbers = 100_000;

    public static readonly SiteId Site = SiteId.New();

    public static SiteDelta Rows()
    {
        var delta = new SiteDelta { Whole = true, Settings = new SiteSettings(Site, "Large", ["large.example"], IsDefault: true) };
        for (var i = 0; i < Numbers; i++)
        {
            var number = Number.FromValue(100_000 + i, 6);
            delta.Numbers[number] = new LocalRoute { Site = Site, Number = number, Kind = LocalNumberKind.Extension, Owner = $"Person {i}", Secret = [1, 2, 3, 4, 5, 6, 7, 8] };
        }
        for (var i = 0; i < Connectors; i++)
        {
            // 300 numbers each, 100 apart: every number lies in three ranges.
            var min = 5_000_000 + i * 100L;
            var range = new RangeSource(RangeId.New(), new NumberRange(Number.FromValue(min, 7), Number.FromValue(min + 299, 7)), 0, "");
            var connector = new ConnectorRoute(new TrunkView(), range)
            {
                Id = ConnectorId.New(),
                Site = Site,
                Name = $"connector-{i:00000}",
                Host = "192.0.2.1",
                Username = $"user-{i}",
                Password = [1, 2, 3, 4, 5, 6, 7, 8],
                Priority = i % 10,
            };
            delta.Connectors[connector.Id] = connector;
        }
        return delta;
    }

    public static RoutingTable Build(SiteDelta rows) =>
        RoutingTable.Empty.With(1, new Dictionary<SiteId, SiteDelta> { [Site] = rows });
}
