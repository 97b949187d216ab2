using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Ranges;

/// <summary>A connector that goes, or gives a range up, brings nothing back that its decisions had covered; the preview says what then is.</summary>
public sealed class DecisionDropTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decision_takes_along_what_it_covers(bool isDeleted)
    {
        await using var node = await TestNode.Start();
        var (site, former, later) = await Rig(node);
        await Decide(node, former, Precedence.Remote);
        await Decide(node, later, Precedence.Local);

        await Go(node, later, isDeleted);

        Assert.Equal(RouteOutcome.Local, Route(node, site));
        Assert.Empty(node.Feed.Current.FindSite(site)!.Decisions);
        Assert.False(Assert.Single((await node.Range(former.Ranges[0].Id).GetConflicts(10, null)).Conflicts, static c => c.Kind == ConflictKind.Extension).Decided);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decision_that_has_not_begun_leaves_the_one_below_it(bool isDeleted)
    {
        await using var node = await TestNode.Start();
        var (site, former, later) = await Rig(node);
        await Decide(node, former, Precedence.Remote);
        var kit = node.Grains.GetGrain<IMigrationsGrain>(site.Value);
        var plan = new MigrationSpec("Later", later.Id, [new MigrationEntry(Precedence.Local, ["150"])]) { From = TimeProvider.System.GetUtcNow().AddHours(1) };
        var migration = (await kit.Create(MigrationId.New(), plan)).Value!;
        Assert.True((await kit.Apply(migration.Id, new MigrationApplication())).Succeeded);

        await Go(node, later, isDeleted);

        Assert.Equal(RouteOutcome.Remote, Route(node, site));
        Assert.Null(node.Feed.Current.FindSite(site)!.Decisions[Number.Parse("150")].Below);
    }

    private static async Task Go(TestNode node, Connector connector, bool isDeleted)
    {
        var narrow = Specs.Ip(connector.Name, "160", "200");
        RouteDraft draft = isDeleted ? new RouteDraft.DeletedConnector(connector.Id) : new RouteDraft.ChangedConnector(connector.Id, narrow, null);
        var preview = (await node.Service<IRoutePreviews>().Preview(draft, null, TestContext.Current.CancellationToken)).Value!;
        Assert.DoesNotContain(preview.Handovers(100, null).Items, static h => h.Numbers.Contains(Number.Parse("150")));
        Assert.Empty(isDeleted ? (await node.Connector(connector.Id).Delete()).Faults : (await node.Connector(connector.Id).Update(narrow, null)).Faults);
    }

    /// <summary>A site with the local number 150, and two connectors that have it as well.</summary>
    private static async Task<(SiteId Site, Connector Former, Connector Later)> Rig(TestNode node)
    {
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "")]);
        return (site, await node.NewConnector(site, "B", "150", "200"), await node.NewConnector(site, "C", "150", "200"));
    }

    private static async Task Decide(TestNode node, Connector connector, Precedence precedence) =>
        Assert.Empty((await node.Range(connector.Ranges[0].Id).Decide("150", precedence)).Faults);

    private static RouteOutcome Route(TestNode node, SiteId site) =>
        RoutingRule.Decide(node.Feed.Current.FindSite(site)!, Number.Parse("150"), null, TimeProvider.System.GetUtcNow()).Outcome;
}
