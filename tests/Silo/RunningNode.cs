using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Api;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests;

/// <summary>A whole node in this process, on loopback ports that the system chose, with one default site.</summary>
public class RunningNode : IAsyncLifetime
{
    private readonly string[] _settings;
    private readonly string _directory;
    private readonly bool _isDirectoryOurs = true;
    private WebApplication? _app;

    /// <summary>What a client shows to the API.</summary>
    internal const string ApiKey = "a-key-for-the-tests-only";

    public RunningNode()
        : this([])
    {
    }

    /// <summary>A node with more settings than those that every one here has.</summary>
    internal RunningNode(params string[] settings)
    {
        _settings = settings;
        _directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
    }

    /// <summary>A node on a database that others have as well.</summary>
    internal RunningNode(string directory, Action<IServiceCollection> replace, SiteId site, params string[] settings)
    {
        _settings = settings;
        _directory = directory;
        _isDirectoryOurs = false;
        Replace = replace;
        Site = site;
    }

    private Action<IServiceCollection>? Replace { get; }

    internal SipNode Sip => _app!.Services.GetRequiredService<SipService>().Node;

    /// <summary>Where it takes datagrams.</summary>
    internal IPEndPoint Udp => Sip.Transports.First(static transport => transport.Protocol == TransportProtocol.Udp).Local.ToIPEndPoint();

    internal IServiceProvider Services => _app!.Services;

    /// <summary>Where it serves GraphQL.</summary>
    internal Uri Api => new(new Uri(_app!.Urls.Single()), SystemConnectorApi.GraphQLPath);

    internal SiteId Site { get; } = SiteId.New();

    public async ValueTask InitializeAsync()
    {
        _app = NodeHost.Build(
        [
            "--Sip:Listen:0=udp:127.0.0.1:0", "--Sip:Listen:1=tcp:127.0.0.1:0", "--Api:Urls=http://127.0.0.1:0", $"--Api:BootstrapKey={ApiKey}",
            $"--Storage:Directory={_directory}", "--Logging:LogLevel:Default=Warning", .. _settings,
        ], null, Replace);
        await _app.StartAsync();
        if (Services.GetRequiredService<RoutingTableFeed>().Current.FindSite(Site) is not null) return;
        var created = await Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(Site.Value).Create(new SiteSpec("A", ["a.example"], IsDefault: true));
        Assert.True(created.Succeeded);
    }

    /// <summary>Links a system by its address, with the ten numbers that begin with the prefix, and waits until its calls are known by it.</summary>
    internal Task<ConnectorId> ConnectAsync(string name, IPEndPoint address, string prefix, bool transit, bool nat = false, TrunkLimits? limits = null, int priority = 100) =>
        ConnectAsync(address, new ConnectorSpec(
            name, ConnectionType.Ip, address.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")],
            AllowTransit: transit, NatTransformation: nat, Limits: limits, Priority: priority));

    /// <summary>Links a system by its address as the specification says, and waits until its calls are known by it.</summary>
    internal async Task<ConnectorId> ConnectAsync(IPEndPoint address, ConnectorSpec spec)
    {
        var known = new TaskCompletionSource();
        var sources = Services.GetRequiredService<KnownSources>();
        var trunks = Services.GetRequiredService<TrunkClient>();
        trunks.Changed += () =>
        {
            // The far side of a password connector is known by its password, not by its address.
            if (!sources.Find(TransportAddress.Of(address)).IsEmpty || trunks.Trunks.Any(trunk => trunk.AddressOfRecord is not null && trunk.Target?.Remote == TransportAddress.Of(address)))
                known.TrySetResult();
        };
        var id = ConnectorId.New();
        var created = await Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(id.Value).Create(Site, spec);
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        await known.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        if (_isDirectoryOurs) Directory.Delete(_directory, recursive: true);
    }
}
