using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Routing;

public sealed class SequencerTests
{
    [Fact]
    public void Tail_answers_what_is_after_a_sequence_and_says_when_it_does_not_reach_back()
    {
        var tail = new RouteLogTail();
        tail.Add(7, [Entry(8), Entry(9)]);
        tail.Add(9, [Entry(10)]);
        Assert.Equal([9L, 10L], tail.After(8).Select(e => e.Sequence));
        Assert.Equal([8L, 9L, 10L], tail.After(7).Select(e => e.Sequence));
        Assert.Empty(tail.After(10));
        Assert.False(tail.IsBehind(7));
        Assert.True(tail.IsBehind(6));
    }

    [Fact]
    public void Tail_is_bounded()
    {
        var tail = new RouteLogTail();
        tail.Add(0, [.. Enumerable.Range(1, RouteLogTail.Capacity + 5).Select(i => Entry(i))]);
        Assert.True(tail.IsBehind(4));
        Assert.False(tail.IsBehind(5));
        Assert.Equal(6, tail.After(5)[0].Sequence);
    }

    [Fact]
    public void Journal_keeps_the_last_state_of_each_trunk()
    {
        var journal = new TrunkJournal();
        var (a, b) = (Status(ConnectorId.New(), TrunkState.Starting), Status(ConnectorId.New(), TrunkState.Starting));
        journal.Add(a);
        journal.Add(b);
        journal.Add(a with { State = TrunkState.Reachable });
        Assert.Equal([TrunkState.Starting, TrunkState.Reachable], journal.After(0).Select(s => s.State));
        Assert.Equal(a.Connector, journal.After(2).Single().Connector);
    }

    [Fact]
    public async Task Another_epoch_gets_every_trunk_state_again()
    {
        await using var node = await TestNode.Start();
        var sequencer = node.Grains.GetGrain<IRouteSequencerGrain>(0);
        await sequencer.AnnounceTrunk(Status(ConnectorId.New(), TrunkState.Rejected));
        var cancellation = TestContext.Current.CancellationToken;

        var first = await sequencer.WaitForChanges(Guid.NewGuid(), 0, 99, cancellation);
        Assert.Single(first.Trunks);
        await node.NewSite();
        var second = await sequencer.WaitForChanges(first.Epoch, 0, first.TrunkSequence, cancellation);
        Assert.Equal(first.Epoch, second.Epoch);
        Assert.Empty(second.Trunks);
        Assert.Equal(RouteChangeKind.Site, second.Changes[^1].Kind);
    }

    [Fact]
    public async Task Watcher_sees_each_trunk_state_once()
    {
        var trunks = new TrunkStates();
        var seen = new List<TrunkState>();
        var connector = ConnectorId.New();
        await using var watch = trunks.Watch(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var next = watch.MoveNextAsync();
        var starting = Status(connector, TrunkState.Starting);
        trunks.Apply(starting with { Since = starting.Since.AddSeconds(1), State = TrunkState.Reachable });
        trunks.Apply(starting with { Since = starting.Since.AddSeconds(1), State = TrunkState.Reachable });
        trunks.Apply(starting);
        Assert.True(await next);
        seen.Add(watch.Current.State);
        Assert.Equal([TrunkState.Reachable], seen);
        Assert.Equal(TrunkState.Reachable, trunks.Find(connector)!.State);
    }

    [Fact]
    public async Task Change_on_one_node_reaches_the_other_also_after_one_left()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSiloHost((silo, host) =>
        {
            host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Storage:Directory"] = directory,
                ["Storage:ConnectionString"] = $"Data Source={Path.Combine(directory, "test.db")};Default Timeout=5;Pooling=False",
            });
            host.Services.Configure<NodeOptions>(options => options.NodeName = silo.SiloName);
            host.Services.AddStorage().AddBindingWriter().AddNodeRegistration().AddGrainServices();
        });
        await using (var cluster = builder.Build())
        {
            await cluster.DeployAsync(TestContext.Current.CancellationToken);
            var feeds = cluster.Silos.Select(s => s.ServiceProvider.GetRequiredService<RoutingTableFeed>()).ToList();
            await Task.WhenAll(feeds.Select(f => f.Loaded)).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

            var site = SiteId.New();
            Assert.True((await cluster.Client.GetGrain<ISiteGrain>(site.Value).Create(new SiteSpec("A", []))).Succeeded);
            await Until.Holds(() => feeds.All(f => f.Current.FindSite(site) is not null));

            await cluster.StopSiloAsync(cluster.Silos[1], TestContext.Current.CancellationToken);
            var second = SiteId.New();
            Assert.True((await cluster.Client.GetGrain<ISiteGrain>(second.Value).Create(new SiteSpec("B", []))).Succeeded);
            await Until.Holds(() => feeds[0].Current.FindSite(second) is not null);
        }
        Directory.Delete(directory, recursive: true);
    }

    private static RouteChange Entry(long sequence) => new(sequence, RouteChangeKind.Site, Guid.Empty.ToString("N"));

    private static TrunkStatus Status(ConnectorId connector, TrunkState state) =>
        new(connector, state, state != TrunkState.Rejected, "", new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), null, null, "node-1");
}
