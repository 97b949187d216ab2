using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests;

/// <summary>A whole node in this process, on loopback ports that the system chose, with one default site.</summary>
public class RunningNode : IAsyncLifetime
{
    private readonly string[] _settings;
    private readonly string _directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
    private WebApplication? _app;

    public RunningNode()
        : this([])
    {
    }

    /// <summary>A node with more settings than those that every one here has.</summary>
    internal RunningNode(params string[] settings) => _settings = settings;

    internal SipNode Sip => _app!.Services.GetRequiredService<SipService>().Node;

    /// <summary>Where it takes datagrams.</summary>
    internal IPEndPoint Udp => Sip.Transports.First(static transport => transport.Protocol == TransportProtocol.Udp).Local.ToIPEndPoint();

    internal IServiceProvider Services => _app!.Services;

    internal SiteId Site { get; } = SiteId.New();

    public async ValueTask InitializeAsync()
    {
        _app = NodeHost.Build(
        [
            "--Sip:Listen:0=udp:127.0.0.1:0", "--Sip:Listen:1=tcp:127.0.0.1:0", "--Api:Urls=http://127.0.0.1:0",
            $"--Storage:Directory={_directory}", "--Logging:LogLevel:Default=Warning", .. _settings,
        ]);
        await _app.StartAsync();
        var created = await Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(Site.Value).Create(new SiteSpec("A", ["a.example"], IsDefault: true));
        Assert.True(created.Succeeded);
    }

    /// <summary>Links a system by its address, with the ten numbers that begin with the prefix, and waits until its calls are known by it.</summary>
    internal async Task ConnectAsync(string name, IPEndPoint address, string prefix, bool transit, bool nat = false)
    {
        var known = new TaskCompletionSource();
        var sources = Services.GetRequiredService<KnownSources>();
        Services.GetRequiredService<TrunkClient>().Changed += () =>
        {
            if (!sources.Find(TransportAddress.Of(address)).IsEmpty) known.TrySetResult();
        };
        var spec = new ConnectorSpec(name, ConnectionType.Ip, address.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")], AllowTransit: transit, NatTransformation: nat);
        var created = await Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(ConnectorId.New().Value).Create(Site, spec);
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        await known.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
        Directory.Delete(_directory, recursive: true);
    }
}
