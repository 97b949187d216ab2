using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>A node without a SIP edge, set up as the real one is, on a database file of its own.</summary>
public sealed class TestNode : IAsyncDisposable
{
    private readonly bool _ownsDirectory;
    private readonly IHost _host;

    private TestNode(string? directory, IReadOnlyDictionary<string, string?> settings, Action<IHostApplicationBuilder>? configure)
    {
        _ownsDirectory = directory is null;
        StorageDirectory = directory ?? Directory.CreateTempSubdirectory("system-connector-").FullName;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Directory"] = StorageDirectory,
            ["Storage:ConnectionString"] = $"Data Source={Path.Combine(StorageDirectory, "test.db")};Default Timeout=1;Pooling=False",
            ["Cluster:NodeName"] = "node-1",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.AddSystemConnectorGrains();
        builder.Services.AddSingleton<ITrunkDriver>(Driver);
        configure?.Invoke(builder);
        _host = builder.Build();
    }

    public string StorageDirectory { get; }

    internal RecordingDriver Driver { get; } = new();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    public RoutingTableFeed Feed => Service<RoutingTableFeed>();

    public static async Task<TestNode> Start(
        string? directory = null, IReadOnlyDictionary<string, string?>? settings = null, Action<IHostApplicationBuilder>? configure = null)
    {
        var node = new TestNode(directory, settings ?? new Dictionary<string, string?>(), configure);
        await node._host.StartAsync(TestContext.Current.CancellationToken);
        await node.Feed.Loaded.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await node.Service<INodePresence>().Listening("", [], TestContext.Current.CancellationToken);
        return node;
    }

    public T Service<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public async Task<SiteId> NewSite(string name = "A", params ImmutableArray<string> domains)
    {
        var site = SiteId.New();
        var outcome = await Grains.GetGrain<ISiteGrain>(site.Value).Create(new SiteSpec(name, domains));
        Assert.Empty(outcome.Faults);
        return site;
    }

    public async Task<Connector> NewConnector(SiteId site, string name, string min, string max, Func<ConnectorSpec, ConnectorSpec>? change = null)
    {
        var spec = Specs.Ip(name, min, max);
        var outcome = await Connector(ConnectorId.New()).Create(site, change is null ? spec : change(spec));
        Assert.Empty(outcome.Faults);
        return outcome.Value!;
    }

    public ISiteGrain Site(SiteId site) => Grains.GetGrain<ISiteGrain>(site.Value);

    public IConnectorGrain Connector(ConnectorId connector) => Grains.GetGrain<IConnectorGrain>(connector.Value);

    public IExtensionRangeGrain Range(RangeId range) => Grains.GetGrain<IExtensionRangeGrain>(range.Value);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
        if (_ownsDirectory) Directory.Delete(StorageDirectory, recursive: true);
    }
}
