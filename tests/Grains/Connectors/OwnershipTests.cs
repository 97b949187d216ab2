using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

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

        // The next life is a new owner, and nothing of the refused change is in it.
        await node.Connector(created.Id).Ensure();
        Assert.Equal(3, node.Driver.Driven[created.Id].Epoch);
        Assert.True((await node.Connector(created.Id).Get())!.Enabled);
        Assert.True((await node.Connector(created.Id).SetEnabled(false)).Succeeded);
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

            var next = await node.NewConnector((await node.Service<IConfigurationQueries>().Sites(1, null, TestContext.Current.CancellationToken)).Items[0].Id, "C", "300", "400");
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
