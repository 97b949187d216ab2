using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Events;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Events;

/// <summary>The log of several nodes.</summary>
public sealed class EventClusterTests
{
    [Fact]
    public async Task Every_node_has_every_event_in_one_order_and_none_is_lost_when_the_sequencer_is_killed()
    {
        await using var nodes = await Nodes.Start(3);
        var site = SiteId.New();
        nodes.Publish(site, 0, 100);
        await Until.Holds(() => nodes.All.All(node => node.Heard(site).Count == 300));
        Assert.All(nodes.All, node => Assert.Equal(nodes.All[0].Heard(site), node.Heard(site)));
        var cursor = nodes.All[1].Log.Now;

        // Published while the sequencer dies and while there is none.
        nodes.Publish(site, 100, 50);
        var gone = await nodes.KillSequencer();
        nodes.Publish(site, 150, 50);

        await Until.Holds(() => nodes.All.All(node => nodes.All.All(from => node.Heard(site).Count(e => e.Origin == from.Name) == 200)));
        foreach (var node in nodes.All)
        {
            // In the order of each origin, each once, those of the node that died too as far as anybody had them.
            foreach (var origin in node.Heard(site).GroupBy(static e => e.Origin)) Assert.Equal(Enumerable.Range(0, origin.Count()), origin.Select(static e => e.Number));
            Assert.InRange(node.Heard(site).Count(e => e.Origin == gone), 100, 150);
        }
        // A reader of any node goes on at any other, across the epochs: it has all that it had not.
        foreach (var node in nodes.All)
        {
            var rest = node.After(site, cursor).Distinct().ToHashSet();
            Assert.Superset(nodes.All.SelectMany(from => Enumerable.Range(100, 100).Select(n => (from.Name, n))).ToHashSet(), rest);
        }
        Assert.NotEqual(cursor.Epoch, nodes.All[0].Log.Now.Epoch);
    }

    [Fact]
    public async Task Node_that_joins_has_what_happened_before_and_what_all_see_is_told_once()
    {
        await using var nodes = await Nodes.Start(2);
        var site = SiteId.New();
        nodes.Publish(site, 0, 50);
        await Until.Holds(() => nodes.All[0].Heard(site).Count == 100);
        var cursor = nodes.All[0].Log.Find(nodes.All[0].FirstCursor)!.Value.Position;
        var before = nodes.All[0].Log.Now;

        var joined = await nodes.Join();
        await Until.Holds(() => joined.Heard(site).Count == 100);
        Assert.Empty(joined.After(site, before));
        Assert.Equal(nodes.All[0].Heard(site), joined.Heard(site));
        Assert.Equal(0, cursor);

        // Every node sees the change and the node; one of them tells it.
        var created = SiteId.New();
        Assert.True((await nodes.Client.GetGrain<ISiteGrain>(created.Value).Create(new SiteSpec("B", []))).Succeeded);
        await joined.Service<INodePresence>().Listening("", [], TestContext.Current.CancellationToken);
        await Until.Holds(() => nodes.All.All(node => node.Told<NodeStateChanged>().Any(e => e.Node.Name == joined.Name && e.Node.State == NodeState.Active)));
        foreach (var node in nodes.All)
        {
            var change = Assert.Single(node.Told<RoutingChanged>(), e => e.Site == created);
            Assert.Equal(("B", RoutingChangeKind.Site, true), (change.Name, change.Kind, change.Exists));
            Assert.Single(node.Told<NodeStateChanged>(), e => e.Node.Name == joined.Name && e.Node.State == NodeState.Active);
        }
    }

    /// <summary>Nodes on one database file, each ready.</summary>
    private sealed class Nodes : IAsyncDisposable
    {
        private readonly string _directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        private readonly InProcessTestCluster _cluster;

        private Nodes(int count)
        {
            var builder = new InProcessTestClusterBuilder((short)count);
            builder.ConfigureSiloHost((silo, host) =>
            {
                host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
                {
                    ["Storage:Directory"] = _directory,
                    ["Storage:ConnectionString"] = $"Data Source={Path.Combine(_directory, "test.db")};Default Timeout=5;Pooling=False",
                });
                host.Services.Configure<NodeOptions>(options => options.NodeName = silo.SiloName);
                host.Services.AddStorage().AddBindingWriter().AddNodeRegistration().AddGrainServices();
            });
            _cluster = builder.Build();
        }

        public List<Node> All { get; } = [];

        public IGrainFactory Client => _cluster.Client;

        public static async Task<Nodes> Start(int count)
        {
            var nodes = new Nodes(count);
            await nodes._cluster.DeployAsync(TestContext.Current.CancellationToken);
            foreach (var silo in nodes._cluster.Silos) await nodes.Add(silo);
            foreach (var node in nodes.All) await node.Service<INodePresence>().Listening("", [], TestContext.Current.CancellationToken);
            return nodes;
        }

        public async Task<Node> Join() => await Add(await _cluster.StartAdditionalSiloAsync());

        public void Publish(SiteId site, int from, int count)
        {
            for (var n = from; n < from + count; n++)
                foreach (var node in All)
                    node.Service<IEventPublisher>().Publish(new TrunkStateChanged(
                        site, DateTimeOffset.UnixEpoch, new TrunkStatus(new ConnectorId(Guid.Empty), TrunkState.Rejected, false, $"{n}", DateTimeOffset.UnixEpoch, null, null, node.Name)));
        }

        /// <summary>Kills the node that has the sequencer; its name.</summary>
        public async Task<string> KillSequencer()
        {
            var host = (await _cluster.Client.GetGrain<IManagementGrain>(0).GetActivationAddress((IAddressable)Client.GetGrain<IEventSequencerGrain>(0)))!;
            var silo = _cluster.Silos.Single(s => s.SiloAddress.Equals(host));
            All.RemoveAll(node => node.Name == silo.Name);
            await _cluster.KillSiloAsync(silo);
            return silo.Name;
        }

        public async ValueTask DisposeAsync()
        {
            await _cluster.DisposeAsync();
            Directory.Delete(_directory, recursive: true);
        }

        private async Task<Node> Add(InProcessSiloHandle silo)
        {
            var node = new Node(silo);
            await node.Service<RoutingTableFeed>().Loaded.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            All.Add(node);
            return node;
        }
    }

    private sealed class Node(InProcessSiloHandle silo)
    {
        public string Name => silo.Name;

        public EventLog Log => Service<EventLog>();

        public EventCursor FirstCursor => Log.Read(0, 1).Events[0].Cursor with { Sequence = 0 };

        public T Service<T>() where T : notnull => silo.ServiceProvider.GetRequiredService<T>();

        /// <summary>What a subscriber that was here from the start has heard.</summary>
        public List<(string Origin, int Number)> Heard(SiteId site) => Of(site, Log.Read(0, int.MaxValue).Events.Where(static e => !e.IsRepeat));

        public List<(string Origin, int Number)> After(SiteId site, EventCursor cursor)
        {
            var place = Log.Find(cursor)!.Value;
            return Of(site, Log.Read(place.Position, int.MaxValue).Events.Where(e => !e.IsRepeat || e.Position < place.RepeatsUntil));
        }

        public IEnumerable<T> Told<T>() => Log.Read(0, int.MaxValue).Events.Where(static e => !e.IsRepeat).Select(static e => e.Event).OfType<T>();

        private static List<(string Origin, int Number)> Of(SiteId site, IEnumerable<LoggedEvent> events) =>
            [.. events.Select(static e => e.Event).OfType<TrunkStateChanged>().Where(e => e.Site == site).Select(static e => (e.Trunk.Node, int.Parse(e.Trunk.Cause)))];
    }
}
