using BenchmarkDotNet.Attributes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Benchmarks;

/// <summary>The routing rule on a large table; calls pay for it once per INVITE.</summary>
[MemoryDiagnoser, ShortRunJob]
public class RoutingTableBenchmarks
{
    private readonly Number[] _remote = new Number[1024];
    private readonly Number[] _local = new Number[1024];
    private RoutingTable _table = RoutingTable.Empty;
    private SiteRoutes _site = null!;
    private SiteDelta _oneNumber = null!;
    private SiteDelta _oneConnector = null!;
    private int _next;

    /// <summary>Makes the table and numbers spread over it.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _table = LargeTable.Build(LargeTable.Rows());
        _site = _table.DefaultSite!;
        var random = new Random(1);
        for (var i = 0; i < _remote.Length; i++)
        {
            _remote[i] = Number.FromValue(5_000_000 + random.Next(LargeTable.Connectors * 100), 7);
            _local[i] = Number.FromValue(100_000 + random.Next(LargeTable.Numbers), 6);
        }
        _oneNumber = new SiteDelta();
        _oneNumber.Numbers[_local[0]] = null;
        _oneConnector = new SiteDelta();
        _oneConnector.Connectors[_site.Connectors.First().Id] = null;
    }

    /// <summary>A number that three connectors reach.</summary>
    [Benchmark]
    public RouteDecision DecideRemote() => RoutingRule.Decide(_site, _remote[_next++ & 1023], null, DateTimeOffset.UnixEpoch);

    /// <summary>A local number.</summary>
    [Benchmark]
    public RouteDecision DecideLocal() => RoutingRule.Decide(_site, _local[_next++ & 1023], null, DateTimeOffset.UnixEpoch);

    /// <summary>A table after one local number changed.</summary>
    [Benchmark]
    public RoutingTable ChangeNumber() => _table.With(2, new Dictionary<SiteId, SiteDelta> { [LargeTable.Site] = _oneNumber });

    /// <summary>A table after one connector changed.</summary>
    [Benchmark]
    public RoutingTable ChangeConnector() => _table.With(2, new Dictionary<SiteId, SiteDelta> { [LargeTable.Site] = _oneConnector });
}
