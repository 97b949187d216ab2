using Microsoft.EntityFrameworkCore;
using Npgsql;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Connectors;

/// <summary>A connector has one owner: the life of its grain that took the last epoch.</summary>
public sealed class OwnershipTests
{
    [Fact]
    public async Task Stale_owner_writes_nothing_and_ends()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var created = await node.NewConnector(site, "B", "150", "200");
        Assert.Equal(1, node.Driver.Driven[created.Id].Epoch);
        await using (var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await db.ConnectorOwners.ExecuteUpdateAsync(set => set.SetProperty(o => o.Epoch, 2), TestContext.Current.CancellationToken);

        var stale = await node.Connector(created.Id).SetEnabled(false);
        Assert.Equal(FaultCode.StaleVersion, stale.Faults.Single().Code);
        // The other owner may have registered by then.
        Assert.False(node.Driver.Released[created.Id]);

        // The next life is a new owner, and nothing of the refused change is in it.
        await node.Connector(created.Id).Ensure();
        Assert.Equal(3, node.Driver.Driven[created.Id].Epoch);
        Assert.True((await node.Connector(created.Id).Get())!.Enabled);
        Assert.True((await node.Connector(created.Id).SetEnabled(false)).Succeeded);
        Assert.True(node.Driver.Released[created.Id]);
    }

    [Fact]
    public async Task Owner_that_hears_of_a_later_one_ends_and_neither_unregisters_nor_speaks()
    {
        await using var node = await TestNode.Start();
        var created = await node.NewConnector(await node.NewSite(), "B", "150", "200");
        var connector = node.Connector(created.Id);
        await connector.ReportTrunk((await connector.GetTrunk())! with { State = TrunkState.Registered, Contact = "<sip:b@192.0.2.7>" });
        var (states, active) = (node.Service<TrunkStates>(), node.Service<ActiveConnectors>());
        var later = states.Find(created.Id)! with { Node = "node-9", Epoch = 3, Contact = "<sip:b@192.0.2.9>" };

        Assert.True(states.Hear(later, self: "node-1"));
        active.EndBefore(created.Id, 2);
        await Until.Holds(() => node.Driver.Released.ContainsKey(created.Id));
        Assert.False(node.Driver.Released[created.Id]);
        // The keeper may have begun a next life here already, which takes over what the later one said.
        Assert.Equal("<sip:b@192.0.2.9>", states.Find(created.Id)!.Contact);
    }

    [Fact]
    public async Task Epochs_are_taken_in_the_order_of_ids_so_that_two_nodes_never_wait_for_each_other()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server.Settings("node-1"));
        var site = await node.NewSite();
        // The highest was made first, and stands first in the table and in what is asked for.
        var ids = Enumerable.Range(0, 3).Select(static _ => ConnectorId.New()).OrderByDescending(static i => i.Value).ToArray();
        for (var i = 0; i < 3; i++)
            Assert.Empty((await node.Connector(ids[i]).Create(site, Specs.Ip($"C{i}", $"{100 + i}", $"{100 + i}"))).Faults);
        var (highest, middle, lowest) = (ids[0], ids[1], ids[2]);

        // What is asked for while a statement waits goes into the next one together.
        var ownership = node.Service<ConnectorOwnership>();
        await using var gate = await Lock(node, middle);
        var first = ownership.Take(middle);
        await Until.Holds(() => SomebodyWaits(gate));
        Task<OwnedConnector>[] next = [ownership.Take(highest), ownership.Take(lowest)];
        await using var other = await Lock(node, lowest);
        await gate.Database.CommitTransactionAsync(TestContext.Current.CancellationToken);
        Assert.NotNull((await first).Row);
        await Until.Holds(() => SomebodyWaits(other));

        // Whoever waits for the lowest has locked none that is higher.
        await Touch(other, highest);
        await other.Database.CommitTransactionAsync(TestContext.Current.CancellationToken);
        Assert.All(await Task.WhenAll(next), static owned => Assert.NotNull(owned.Row));
    }

    private static async Task<ConnectorDb> Lock(TestNode node, ConnectorId connector)
    {
        var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Touch(db, connector);
        return db;
    }

    private static Task<int> Touch(ConnectorDb db, ConnectorId connector) => db.ConnectorOwners.Where(o => o.ConnectorId == connector.Value)
        .ExecuteUpdateAsync(static set => set.SetProperty(static o => o.Epoch, static o => o.Epoch), TestContext.Current.CancellationToken);

    private static async Task<bool> SomebodyWaits(ConnectorDb db) =>
        (await db.Database.SqlQuery<int>($"SELECT count(*)::int FROM pg_locks WHERE NOT granted").ToListAsync(TestContext.Current.CancellationToken))[0] > 0;

    [Theory]
    [InlineData("40P01")]
    [InlineData("40001")]
    public async Task Transaction_that_the_server_takes_back_is_an_outage(string state)
    {
        await using var node = await TestNode.Start();
        await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            node.Service<ConfigurationStore>().Read<int>(_ => throw new PostgresException("", "ERROR", "ERROR", state), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Report_of_a_former_home_or_life_is_ignored()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var created = await node.NewConnector(site, "B", "150", "200");
        var now = (await node.Connector(created.Id).GetTrunk())!;
        Assert.Equal(1, now.Epoch);

        await node.Connector(created.Id).ReportTrunk(now with { State = TrunkState.Unreachable, Epoch = 7 });
        await node.Connector(created.Id).ReportTrunk(now with { State = TrunkState.Unreachable, Node = "another", Epoch = 0 });
        Assert.Equal(TrunkState.Starting, (await node.Connector(created.Id).GetTrunk())!.State);
        await node.Connector(created.Id).ReportTrunk(now with { State = TrunkState.Reachable });
        Assert.Equal(TrunkState.Reachable, (await node.Connector(created.Id).GetTrunk())!.State);
    }

    [Fact]
    public async Task Home_that_takes_over_is_told_what_the_former_left_at_the_far_side()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        await using (var node = await TestNode.Start(directory))
        {
            var created = await node.NewConnector(await node.NewSite(), "B", "150", "200");
            var connector = node.Connector(created.Id);
            await connector.ReportTrunk((await connector.GetTrunk())! with { State = TrunkState.Registered, Contact = "<sip:b@192.0.2.7>" });
            var states = node.Service<TrunkStates>();
            await connector.Delete();
            // What was taken back is left to nobody.
            Assert.Equal("", states.Find(created.Id)?.Contact ?? "");

            var next = await node.NewConnector((await node.Service<IConfigurationQueries>().Sites(new SiteFilter(), SiteOrder.Name, new Window(1), TestContext.Current.CancellationToken)).Items[0].Item.Id, "C", "300", "400");
            var said = (await node.Connector(next.Id).GetTrunk())! with { Node = "node-9", Epoch = 1, Contact = "<sip:c@192.0.2.9>" };
            await node.Connector(next.Id).SetEnabled(false);
            await using (var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
                await db.ConnectorOwners.ExecuteUpdateAsync(set => set.SetProperty(o => o.Epoch, 4), TestContext.Current.CancellationToken);
            states.Apply(said with { Epoch = 4 });
            Assert.False((await node.Connector(next.Id).SetEnabled(true)).Succeeded);
            Assert.True((await node.Connector(next.Id).SetEnabled(true)).Succeeded);
            var driven = node.Driver.Driven[next.Id];
            Assert.Equal((5, "<sip:c@192.0.2.9>", true), (driven.Epoch, driven.FormerContact, driven.IsTakenOver));
        }
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void State_of_a_lower_epoch_is_ignored_everywhere()
    {
        var (states, journal) = (new TrunkStates(), new TrunkJournal());
        var status = new TrunkStatus(ConnectorId.New(), TrunkState.Registered, true, "", DateTimeOffset.UnixEpoch, null, null, "b") { Epoch = 2 };
        var late = status with { Epoch = 1, Node = "a", State = TrunkState.Unreachable, Since = DateTimeOffset.UnixEpoch.AddHours(1) };

        Assert.True(states.Apply(status));
        Assert.False(states.Apply(late));
        journal.Add(status);
        journal.Add(late);

        Assert.Equal(status, states.Find(status.Connector));
        Assert.Equal([status], journal.After(0));
        // A node knows its own trunks better than the echo of what it said.
        Assert.False(states.Hear(status with { State = TrunkState.Registering }, self: "b"));
        Assert.True(states.Hear(status with { State = TrunkState.Registering }, self: "c"));
    }
}
