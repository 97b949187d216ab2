using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Cluster;

public sealed class NodeRowTests
{
    [Theory]
    [InlineData(new int[0], 1)]
    [InlineData(new[] { 1, 2, 4 }, 3)]
    [InlineData(new[] { 2, 3 }, 1)]
    public void Number_is_the_smallest_that_is_free(int[] taken, int expected) => Assert.Equal(expected, NodeRows.FreeNumber(taken));

    [Theory]
    [InlineData(SiloStatus.Active, true, false, NodeState.Active)]
    [InlineData(SiloStatus.Active, false, false, NodeState.Joining)]
    [InlineData(SiloStatus.Active, true, true, NodeState.Draining)]
    [InlineData(SiloStatus.Active, false, true, NodeState.Draining)]
    [InlineData(SiloStatus.Joining, true, false, NodeState.Joining)]
    [InlineData(SiloStatus.ShuttingDown, true, true, NodeState.Gone)]
    [InlineData(SiloStatus.Dead, true, false, NodeState.Gone)]
    [InlineData(SiloStatus.None, true, false, NodeState.Gone)]
    public void State_follows_from_what_the_node_and_the_others_say(SiloStatus silo, bool isReady, bool isDraining, NodeState expected) =>
        Assert.Equal(expected, NodeStates.Of(new NodeEntry(1, "a", "127.0.0.1:1@1", "", [], isReady, isDraining, "", default), silo));

    [Fact]
    public async Task Node_whose_row_was_deleted_while_it_started_says_so_and_does_not_start()
    {
        await using var node = await TestNode.Start();
        await using (var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await db.Nodes.ExecuteDeleteAsync(TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => node.Service<INodePresence>().Listening("", [], TestContext.Current.CancellationToken));
        Assert.Contains("\"node-1\" was deleted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_that_has_been_gone_for_a_day_is_forgotten_once_it_is_nobodys_home()
    {
        await using var node = await TestNode.Start();
        var connector = await node.NewConnector(await node.NewSite(), "B", "150", "200");
        var contexts = node.Service<IDbContextFactory<ConnectorDb>>();
        await using (var db = await contexts.CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            db.Nodes.Add(new() { Number = 2, Name = "gone", Silo = "127.0.0.1:1@1" });
            await db.ConnectorOwners.ExecuteUpdateAsync(set => set.SetProperty(o => o.Node, 2), TestContext.Current.CancellationToken);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        await node.Service<INodeDraining>().Set("gone", draining: false);
        await Until.Holds(() => node.Service<IClusterNodes>().Find("gone") is { State: NodeState.Gone });
        Assert.Equal(FaultCode.Contradiction, (await node.Service<INodeDraining>().Request("gone", draining: false)).Faults.Single().Code);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));
        using var janitor = new NodeJanitor(
            node.Service<IClusterNodes>(), node.Service<ConfigurationStore>(), node.Service<RoutePublisher>(), time, NullLogger<NodeJanitor>.Instance);

        await janitor.Sweep();
        time.Advance(TimeSpan.FromDays(1));
        await janitor.Sweep();
        Assert.NotNull(node.Service<IClusterNodes>().Find("gone"));

        await node.Connector(connector.Id).Delete();
        await janitor.Sweep();
        await Until.Holds(() => node.Service<IClusterNodes>().Find("gone") is null);
        Assert.NotNull(node.Service<IClusterNodes>().Find("node-1"));
    }
}
