using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>
/// Several whole nodes in this process on one database, each with addresses of its own; the test says which of them live, and a connector
/// has its home where the test made it. What the nodes have between them is the link.
/// </summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private static int s_last;

    private readonly string _directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
    private readonly SiteId _site = SiteId.New();
    private readonly List<RunningNode> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private Func<string, string[]>? _settings;

    public TestNodes Nodes { get; } = new();

    public RunningNode this[int index] => _running[index];

    public static ushort NumberOf(int index) => (ushort)(index + 1);

    /// <summary>Starts so many nodes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="settings">What a node has beside what all have, by its address.</param>
    public static async Task<TestCluster> StartAsync(int count, Func<string, string[]>? settings = null)
    {
        var cluster = new TestCluster();
        cluster._settings = settings;
        for (var i = 0; i < count; i++) await cluster.AddAsync();
        return cluster;
    }

    /// <summary>Adds a node, and waits until it and all others hear one another.</summary>
    public async Task AddAsync(params string[] settings)
    {
        await StartNodeAsync(settings);
        var last = _running.Count - 1;
        await Eventually(() => Enumerable.Range(0, last).All(i => Nodes.StateOf(NumberOf(i)) == NodeState.Gone || (Link(i).IsHeard(NumberOf(last)) && Link(last).IsHeard(NumberOf(i)))));
    }

    public ClusterLink Link(int index) => this[index].Services.GetRequiredService<ClusterLink>();

    public TrunkClient Trunks(int index) => this[index].Services.GetRequiredService<TrunkClient>();

    public static async Task Eventually(Func<bool> condition)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        while (!condition()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, bound.Token);
    }

    /// <summary>Links a system to one node, which is the home of the connector, and waits until all nodes can call it.</summary>
    public async Task<ConnectorId> ConnectAsync(int home, ConnectorSpec spec)
    {
        var id = ConnectorId.New();
        var created = await Grain(home, id).Create(_site, spec);
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        await FollowAsync();
        await Eventually(() => Enumerable.Range(0, _running.Count).All(i =>
            Trunks(i).Find(id)?.Target is not null && this[i].Services.GetRequiredService<RoutingTableFeed>().Current.FindConnector(id)?.Trunk is { Usable: true, Status: not null }
            && (spec.Type == ConnectionType.Password || !this[i].Services.GetRequiredService<KnownSources>().Find(Trunks(i).Find(id)!.Target!.Value.Remote).IsEmpty)));
        return id;
    }

    /// <summary>Another node becomes the home.</summary>
    public Task MoveAsync(ConnectorId connector, int home) => Grain(home, connector).Ensure();

    /// <summary>Has every node look at the log, and waits until all have what one of them has.</summary>
    public async Task FollowAsync()
    {
        foreach (var node in _running)
            await node.Services.GetRequiredService<IGrainFactory>().GetGrain<IRouteSequencerGrain>(0).Committed(long.MaxValue);
        var latest = _running.Max(VersionOf);
        await Eventually(() => _running.All(node => VersionOf(node) >= latest));
    }

    /// <summary>Ends a node's SIP as a crash does, without a word to anybody; the others are told when the test says so.</summary>
    public async Task KillAsync(int index, bool isNoticed = true)
    {
        await Link(index).DisposeAsync();
        foreach (var transport in this[index].Sip.Transports) await transport.DisposeAsync();
        if (isNoticed) Nodes.Set(NumberOf(index), NodeState.Gone);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        // None has others to drain for.
        for (var i = 0; i < _running.Count; i++) Nodes.Set(NumberOf(i), NodeState.Gone);
        foreach (var node in _running) await node.DisposeAsync();
        _stopping.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static long VersionOf(RunningNode node) => node.Services.GetRequiredService<RoutingTableFeed>().Current.Version;

    private IConnectorGrain Grain(int node, ConnectorId id) => this[node].Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(id.Value);

    private async Task StartNodeAsync(string[] settings)
    {
        var number = NumberOf(_running.Count);
        var name = $"node-{number}";
        var n = Interlocked.Increment(ref s_last);
        var address = $"127.2.{n / 250}.{1 + n % 250}";
        var self = new ClusterNode(number, name, $"S{address}:{Guid.NewGuid()}", "", [], NodeState.Joining, "", TimeProvider.System.GetUtcNow());
        Nodes.Set(self);
        var node = new RunningNode(
            _directory,
            services =>
            {
                services.RemoveAll<IClusterNodes>();
                services.AddSingleton(Nodes.ViewOf(number));
                // Whoever is the home of a connector is for the test to say.
                foreach (var keeper in services.Where(static service => service.ImplementationType == typeof(ConnectorKeeper)).ToList()) services.Remove(keeper);
            },
            _site,
            [
                $"--Sip:Listen:0=udp:{address}:0", $"--Sip:Listen:1=tcp:{address}:0", $"--Cluster:Address={address}", $"--Cluster:NodeName={name}", .. _settings?.Invoke(address) ?? [], .. settings,
            ]);
        _running.Add(node);
        await node.InitializeAsync();
        Nodes.Set(self with
        {
            Link = node.Services.GetRequiredService<ClusterLink>().Local!.ToString(),
            Sockets = [.. node.Sip.Transports.Select(static transport => new NodeSocket(transport.Protocol.ParameterName(), transport.Local.ToString(), transport.AdvertisedHost ?? ""))],
            State = NodeState.Active,
        });
        // What a trunk's home says is known to all.
        _ = ForwardAsync(node);
    }

    private async Task ForwardAsync(RunningNode from)
    {
        try
        {
            await foreach (var status in from.Services.GetRequiredService<TrunkStates>().Watch(_stopping.Token))
            {
                if (status.Node != from.Services.GetRequiredService<NodeName>().Value) continue;
                foreach (var to in _running)
                    if (to != from) to.Services.GetRequiredService<TrunkStates>().Apply(status);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
