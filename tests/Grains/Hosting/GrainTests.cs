using System.Text;
using Microsoft.Data.Sqlite;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>Sites, connectors and ranges together, on a node with a database file.</summary>
public sealed class GrainTests
{
    [Fact]
    public async Task Change_that_returned_is_in_force_on_its_node()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite("A", "a.example");
        var put = await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver", Secret: "phone")]);
        var connector = await node.NewConnector(site, "B", "150", "200");

        var routes = node.Feed.Current.FindSiteByDomain("A.Example"u8)!;

        Assert.Equal(site, routes.Id);
        Assert.Equal("phone"u8.ToArray(), routes.FindNumber(Number.Parse("150"))!.Secret);
        Assert.Equal(RouteOutcome.Local, RoutingRule.Decide(routes, Number.Parse("150"), null, DateTimeOffset.UnixEpoch).Outcome);
        Assert.Equal(connector.Id, RoutingRule.Decide(routes, Number.Parse("160"), null, DateTimeOffset.UnixEpoch).Candidate(0).Connector.Id);
        Assert.True(put.Value!.Numbers[0].HasSecret);
    }

    [Fact]
    public async Task Conflicts_appear_when_either_side_changes()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        var range = node.Range(connector.Ranges[0].Id);
        Assert.Equal(0, await range.CountConflicts());

        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver")]);
        Assert.Equal("Extension 150: Rani Oliver", (await range.GetConflicts(10, null)).Conflicts.Single().Text);

        var other = await node.NewConnector(site, "C", "190", "220");
        Assert.Equal([ConflictKind.Extension, ConflictKind.ConnectorOverlap], (await range.GetConflicts(10, null)).Conflicts.Select(c => c.Kind));

        await node.Connector(other.Id).Delete();
        await node.Site(site).DeleteNumbers(["150"]);
        Assert.Equal(0, await range.CountConflicts());
    }

    [Fact]
    public async Task Decision_changes_the_route_and_can_be_taken_back()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver")]);
        var connector = await node.NewConnector(site, "B", "150", "200");
        var range = node.Range(connector.Ranges[0].Id);

        var decided = await range.Decide("150", Precedence.Remote);
        Assert.True(decided.Value is { Winner: Precedence.Remote, Decided: true });
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("150", null)).Outcome);

        var taken = await range.Decide("150", null);
        Assert.True(taken.Value is { Winner: Precedence.Local, Decided: false });
        Assert.Equal(RouteOutcome.Local, (await node.Site(site).ExplainRoute("1-50", null)).Outcome);

        Assert.Equal(FaultCode.NotFound, (await range.Decide("160", Precedence.Remote)).Faults.Single().Code);
        Assert.Equal(FaultCode.OutOfRange, (await range.Decide("999", Precedence.Remote)).Faults.Single().Code);
    }

    [Fact]
    public async Task Connector_drives_its_trunk_and_releases_it()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var created = await node.NewConnector(site, "B", "150", "200", _ => Specs.Password());
        var trunk = node.Driver.Driven[created.Id];
        Assert.Equal("s3cret:with@both", Encoding.UTF8.GetString(trunk.Password!));
        Assert.Equal(TrunkState.Starting, (await node.Connector(created.Id).GetTrunk())!.State);

        await node.Connector(created.Id).SetEnabled(false);
        Assert.Empty(node.Driver.Driven);
        Assert.Equal(TrunkState.Disabled, node.Service<ITrunkStates>().Find(created.Id)!.State);

        await node.Connector(created.Id).SetEnabled(true);
        Assert.True(node.Feed.Current.FindConnector(created.Id)!.Trunk.Usable);

        await node.Connector(created.Id).ReportTrunk((await node.Connector(created.Id).GetTrunk())! with { State = TrunkState.Rejected, Usable = false, Cause = "The far side refuses the password." });
        Assert.False(node.Feed.Current.FindConnector(created.Id)!.Trunk.Usable);
        Assert.Equal(RouteOutcome.TrunkDown, (await node.Site(site).ExplainRoute("160", null)).Outcome);

        await node.Connector(created.Id).Delete();
        Assert.Empty(node.Driver.Driven);
        Assert.Null(await node.Connector(created.Id).Get());
        Assert.Null(node.Feed.Current.FindConnector(created.Id));
    }

    [Fact]
    public async Task Connector_shares_its_channels_among_the_nodes_that_report_and_follows_its_limit()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var created = await node.NewConnector(site, "B", "150", "200", spec => spec with { Limits = new TrunkLimits(Channels: 100) });
        var connector = node.Connector(created.Id);

        Assert.Equal(new ChannelAllotment(100, 100, 1), await connector.ReportChannels(new NodeChannels("a", 40)));
        Assert.Equal(new ChannelAllotment(100, 30, 2), await connector.ReportChannels(new NodeChannels("b", 0)));
        Assert.Equal(new ChannelAllotment(100, 70, 2), await connector.ReportChannels(new NodeChannels("a", 40)));
        await connector.Update(Specs.Ip() with { Limits = new TrunkLimits(Channels: 50) }, null);
        // What the other node still holds of the former limit is nobody's until it reports.
        Assert.Equal(new ChannelAllotment(50, 0, 2), await connector.ReportChannels(new NodeChannels("b", 0)));
        Assert.Equal(new ChannelAllotment(50, 45, 2), await connector.ReportChannels(new NodeChannels("a", 40)));
        Assert.Equal(new ChannelAllotment(50, 5, 2), await connector.ReportChannels(new NodeChannels("b", 0)));
        Assert.Equal([new NodeChannels("a", 40), new NodeChannels("b", 0)], (await connector.GetChannels()).OrderBy(n => n.Node));
        Assert.Empty(await node.Connector(ConnectorId.New()).GetChannels());
    }

    [Fact]
    public async Task Password_is_kept_on_update_and_never_shown()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var created = await node.NewConnector(site, "B", "150", "200", _ => Specs.Password());
        Assert.Equal("trunk-b@b.example:{password}", created.RegisterString);

        var spec = Specs.Password() with { Password = null, RegisterString = created.RegisterString, Priority = 5 };
        var updated = await node.Connector(created.Id).Update(spec, created.Version);

        Assert.Empty(updated.Faults);
        Assert.DoesNotContain("s3cret", updated.ToString());
        Assert.Equal(created.Ranges[0].Id, updated.Value!.Ranges[0].Id);
        Assert.Equal("s3cret:with@both", Encoding.UTF8.GetString(node.Feed.Current.FindConnector(created.Id)!.Password!));
        Assert.False(File.ReadAllBytes(Path.Combine(node.StorageDirectory, "test.db")).AsSpan().IndexOf("s3cret"u8) >= 0);
    }

    [Fact]
    public async Task Stale_version_is_refused()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var created = await node.NewConnector(site, "B", "150", "200");
        Assert.Equal(FaultCode.StaleVersion, (await node.Connector(created.Id).Update(Specs.Ip(), created.Version - 1)).Faults.Single().Code);
        Assert.Equal(FaultCode.StaleVersion, (await node.Site(site).Update(new SiteSpec("A", []), 7)).Faults.Single().Code);
    }

    [Fact]
    public async Task Every_fault_is_told_at_once()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite("A", "a.example");
        await node.NewConnector(site, "B", "150", "200");
        var spec = new ConnectorSpec("B", ConnectionType.Ip, "not a host", [new ExtensionRangeSpec("300", "20", StripDigits: 9)], Priority: -1);

        var outcome = await node.Connector(ConnectorId.New()).Create(site, spec);

        Assert.Equal(["address", "name", "priority", "ranges[0].max", "ranges[0].stripDigits"], outcome.Faults.Select(f => f.Field).Order());
        var second = await node.Site(SiteId.New()).Create(new SiteSpec("A", ["-bad-", "A.EXAMPLE"]));
        Assert.Equal(["domains[0]", "domains[1]", "name"], second.Faults.Select(f => f.Field).Order());
    }

    [Fact]
    public async Task Database_that_is_away_refuses_changes_and_keeps_routes()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        using var blocker = new SqliteConnection($"Data Source={Path.Combine(node.StorageDirectory, "test.db")};Pooling=False");
        blocker.Open();
        using var transaction = blocker.BeginTransaction();

        var numbers = await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "")]);
        var update = await node.Connector(connector.Id).SetEnabled(false);
        var decision = await node.Range(connector.Ranges[0].Id).Decide("150", Precedence.Local);

        Assert.All([numbers.Faults, update.Faults, decision.Faults], faults => Assert.Equal(FaultCode.StorageUnavailable, faults.Single().Code));
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("150", null)).Outcome);
    }

    [Fact]
    public async Task Restarted_node_has_everything_again()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        SiteId site;
        ConnectorId connector;
        await using (var first = await TestNode.Start(directory))
        {
            site = await first.NewSite("A", "a.example");
            await first.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver", Secret: "phone")]);
            connector = (await first.NewConnector(site, "B", "150", "200", _ => Specs.Password())).Id;
        }
        await using (var second = await TestNode.Start(directory))
        {
            var routes = second.Feed.Current.FindSite(site)!;
            Assert.Equal("phone"u8.ToArray(), routes.FindNumber(Number.Parse("150"))!.Secret);
            Assert.Equal(connector, routes.FindConnectorByUsername("trunk-b"u8)!.Id);
            // The keeper activates it although nobody asks for it.
            await Until.Holds(() => second.Driver.Driven.ContainsKey(connector));
        }
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Site_with_connectors_is_not_deleted()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        Assert.False((await node.Site(site).Delete()).Succeeded);
        await node.Connector(connector.Id).Delete();
        Assert.True((await node.Site(site).Delete()).Succeeded);
        Assert.Null(node.Feed.Current.FindSite(site));
        Assert.Null(await node.Site(site).Get());
    }

    [Fact]
    public async Task Lists_are_paged_by_key()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([.. new[] { "20", "100", "3", "101" }.Select(n => new LocalNumberSpec(n, LocalNumberKind.Extension, ""))]);
        await node.NewConnector(site, "B", "150", "200");
        await node.NewConnector(site, "C", "300", "400");
        var queries = node.Service<IConfigurationQueries>();
        var cancellation = TestContext.Current.CancellationToken;

        var first = await queries.LocalNumbers(site, 2, null, cancellation);
        var second = await queries.LocalNumbers(site, 2, first.Items[^1].Number, cancellation);
        var connectors = await queries.Connectors(site, 10, "B", cancellation);

        Assert.Equal(["3", "20"], first.Items.Select(n => n.Number.ToString()));
        Assert.Equal(["100", "101"], second.Items.Select(n => n.Number.ToString()));
        Assert.True(first is { HasMore: true, TotalCount: 4 });
        Assert.False(second.HasMore);
        Assert.Equal("C", connectors.Items.Single().Name);
        Assert.Equal("C", (await queries.ConnectorOfRange(connectors.Items[0].Ranges[0].Id, cancellation))!.Name);
    }

    [Fact]
    public async Task Username_and_extension_of_one_site_are_not_the_same()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.NewConnector(site, "B", "150", "200", _ => Specs.Password() with { Username = "155" });
        var put = await node.Site(site).PutNumbers([new LocalNumberSpec("100", LocalNumberKind.Extension, ""), new LocalNumberSpec("155", LocalNumberKind.Extension, "")]);
        Assert.Equal((FaultCode.Taken, "numbers[1].number"), (put.Faults.Single().Code, put.Faults.Single().Field));

        await node.Site(site).PutNumbers([new LocalNumberSpec("156", LocalNumberKind.Extension, "")]);
        var created = await node.Connector(ConnectorId.New()).Create(site, Specs.Password("C", "300", "400") with { Username = "156" });
        Assert.Equal((FaultCode.Taken, "username"), (created.Faults.Single().Code, created.Faults.Single().Field));
    }
}
