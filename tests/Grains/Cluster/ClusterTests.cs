using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Cluster;

/// <summary>Several nodes on one PostgreSQL, set up as real ones are.</summary>
public sealed class ClusterTests
{
    private const int Connectors = 30;

    [Fact]
    public async Task Connectors_are_shared_and_move_with_nodes_that_drain_leave_and_join()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        // 1. Three nodes that start at once make the tables once and find each other.
        var nodes = await Task.WhenAll(Enumerable.Range(1, 3).Select(n => TestNode.Start(settings: server.Settings($"node-{n}"))));
        await Until.Holds(() => nodes.All(n => Active(n) == 3));
        Assert.Equal([1, 2, 3], nodes.Select(n => (int)n.Service<IClusterNodes>().Self.Number).Order());

        // 2. A change is in force on all of them, and each drives the trunks that have their home there.
        var site = await nodes[0].NewSite();
        for (var i = 0; i < Connectors; i++) await nodes[i % 3].NewConnector(site, $"C{i}", $"{100 + i}", $"{100 + i}");
        await Until.Holds(() => nodes.All(n => n.Feed.Current.Connectors.Count == Connectors));
        await Until.Holds(() => AreAllHome(nodes));
        Assert.All(nodes, n => Assert.InRange(n.Driver.Driven.Count, 1, 15));

        // 3. A node that drains has none; when it does not any more, those that are its own.
        var outcome = await nodes[0].Service<INodeDraining>().Set("node-2", draining: true);
        Assert.Equal(NodeState.Draining, outcome.Value!.State);
        await Until.Holds(() => AreAllHome(nodes) && nodes[1].Driver.Driven.IsEmpty);
        Assert.Equal(FaultCode.NotFound, (await nodes[0].Service<INodeDraining>().Set("nobody", draining: true)).Faults.Single().Code);
        await nodes[2].Service<INodeDraining>().Request("node-2", draining: false);
        await Until.Holds(() => AreAllHome(nodes) && !nodes[1].Driver.Driven.IsEmpty);

        // 4. A node that stops leaves its own to the others; nobody reaches it, and the others know at once.
        Assert.NotNull(await nodes[0].Grains.AskNode("node-3", static n => n.Activity()));
        await nodes[2].DisposeAsync();
        await Until.Holds(() => AreAllHome(nodes[..2]));
        Assert.Equal(NodeState.Gone, nodes[0].Service<IClusterNodes>().Find("node-3")!.State);
        Assert.Null(await nodes[0].Grains.AskNode("node-3", static n => n.Activity()));
        Assert.Null(await nodes[0].Grains.AskNode("nobody", static n => n.Activity()));

        // 5. It comes back as the same node, knows every trunk's state and has its own again.
        nodes[2] = await TestNode.Start(settings: server.Settings("node-3"));
        Assert.Equal(nodes[0].Service<IClusterNodes>().Find("node-3")!.Number, nodes[2].Service<IClusterNodes>().Self.Number);
        await Until.Holds(() => AreAllHome(nodes));
        await Until.Holds(() => nodes[2].Feed.Current.Connectors.All(c => nodes[2].Service<ITrunkStates>().Find(c.Id) is not null));
        Assert.Equal(Connectors, nodes.Sum(n => n.Driver.Driven.Count));

        // 6. Whoever hosts the sequencer, a change comes through when it is gone.
        foreach (var node in nodes[1..]) await node.DisposeAsync();
        await nodes[0].Site(site).PutNumbers([new LocalNumberSpec("999", LocalNumberKind.Extension, "")]);
        await Until.Holds(() => nodes[0].Feed.Current.FindSite(site)!.FindNumber(Contracts.Numbers.Number.Parse("999")) is not null);
        await Until.Holds(() => nodes[0].Driver.Driven.Count == Connectors);
        await nodes[0].DisposeAsync();
    }

    [Fact]
    public async Task Of_nodes_that_are_drained_at_once_one_stays()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var first = await TestNode.Start(settings: server.Settings("node-1"));
        await using var second = await TestNode.Start(settings: server.Settings("node-2"));
        await Until.Holds(() => Active(first) == 2 && Active(second) == 2);

        var outcomes = await Task.WhenAll(first.Service<INodeDraining>().Request("node-1", draining: true), second.Service<INodeDraining>().Request("node-2", draining: true));

        Assert.Equal(FaultCode.Contradiction, Assert.Single(outcomes, static outcome => !outcome.Succeeded).Faults.Single().Code);
        await Until.Holds(() => Active(first) == 1 && Active(second) == 1);
        // A node that stops is not asked whether it may.
        foreach (var name in new[] { "node-1", "node-2" }) Assert.True((await first.Service<INodeDraining>().Set(name, draining: true)).Succeeded);
    }

    [Fact]
    public async Task Name_of_a_living_node_is_refused_and_a_new_key_reaches_every_node()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var first = await TestNode.Start(settings: server.Settings("node-1"));
        var taken = await Assert.ThrowsAsync<NodeNameTakenException>(() => TestNode.Start(settings: server.Settings("node-1")));
        Assert.Contains("Cluster:NodeName", taken.Message, StringComparison.Ordinal);

        await using var second = await TestNode.Start(settings: server.Settings("node-2"));
        // The first key is as old as the cluster: seconds.
        Assert.Equal(FaultCode.OutOfRange, (await first.Service<IClusterKeyRotation>().Rotate()).Faults.Single().Code);
        await using (var db = await first.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await db.ClusterKeys.ExecuteUpdateAsync(set => set.SetProperty(k => k.CreatedAt, 0L), TestContext.Current.CancellationToken);
        Assert.Equal(FaultCode.StaleVersion, (await first.Service<IClusterKeyRotation>().Rotate(expectedKey: 2)).Faults.Single().Code);
        Assert.Equal(2, (await first.Service<IClusterKeyRotation>().Rotate(expectedKey: 1)).Value!.Key);
        await Until.Holds(() => second.Service<ClusterKeys>().Find(2) is not null);
        Assert.Equal(1, second.Service<ClusterKeys>().Current.Id);
    }

    [Fact]
    public async Task Database_that_is_away_stops_changes_alone_and_is_found_again()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        var node = await TestNode.Start(settings: server.Settings("node-1"));
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        await Until.Holds(() => node.Driver.Driven.Count == 1);

        await server.Stop();
        Assert.Equal(FaultCode.StorageUnavailable, (await node.Connector(connector.Id).SetEnabled(false)).Faults.Single().Code);
        Assert.Equal(FaultCode.StorageUnavailable, (await node.Service<INodeDraining>().Set("node-1", draining: true)).Faults.Single().Code);
        Assert.Equal(FaultCode.StorageUnavailable, (await node.Service<IClusterKeyRotation>().Rotate()).Faults.Single().Code);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => node.Service<IConfigurationQueries>().Sites(SiteScope.Every, 5, null, TestContext.Current.CancellationToken));
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("160", null)).Outcome);
        Assert.True(node.Driver.Driven.ContainsKey(connector.Id));
        Assert.Equal(NodeState.Active, node.Service<IClusterNodes>().Self.State);

        await server.Start();
        Outcome<Connector>? outcome = null;
        await Until.Holds(async () => (outcome = await node.Connector(connector.Id).SetEnabled(false)).Succeeded);
        Assert.False(node.Feed.Current.FindConnector(connector.Id)!.Enabled);

        // A node that is told to stop meanwhile does not wait for it to come back: two minutes, as the membership alone would.
        await server.Stop();
        await node.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static int Active(TestNode node) => node.Service<IClusterNodes>().All.Count(static n => n.State == NodeState.Active);

    /// <summary>Each trunk is driven once, where every node says that it has its home.</summary>
    private static bool AreAllHome(TestNode[] nodes)
    {
        if (nodes.Sum(static n => n.Driver.Driven.Count) != Connectors) return false;
        return nodes.All(node => node.Driver.Driven.Keys.All(c => nodes.All(n => n.Service<IClusterNodes>().HomeOf(c)?.Name == node.Service<IClusterNodes>().Self.Name)));
    }
}
