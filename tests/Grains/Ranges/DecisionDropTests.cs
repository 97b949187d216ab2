using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;
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

    [Theory]
    [InlineData(3, "{\"decisions\":6,\"numbers\":[\"1000\",\"1001\",\"1002\"]}")]
    [InlineData(1_200, "{\"decisions\":2400,")]
    public async Task Range_that_is_narrowed_drops_its_decisions_by_few_statements_with_one_entry_in_each_log(int count, string told)
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var (former, later) = (await node.NewConnector(site, "B", "1000", "3999"), await node.NewConnector(site, "C", "1000", "3999"));
        var store = node.Service<ConfigurationStore>();
        await store.Write((db, log) =>
        {
            string[] numbers = [.. Enumerable.Range(1000, count).Select(n => $"{n}"), "3500"];
            // Each number is decided for the one, and above that for the other; one above both is of the former.
            db.Decisions.AddRange(numbers.Select(n => Row(former, n, 1)));
            db.Decisions.AddRange(numbers.Select(n => Row(later, n, 2)));
            db.Decisions.Add(Row(former, "1000", 3));
            log.WholeSite(site);
            return Task.FromResult(Outcome.Of("decided"));
        });
        var end = (await Read(static db => db.RouteHeads)).Single().Sequence;

        Assert.Empty((await node.Connector(later.Id).Update(Specs.Ip("C", "3000", "3999"), null)).Faults);

        var left = await Read(static db => db.Decisions.OrderBy(static d => d.Number).ThenBy(static d => d.Layer));
        Assert.Equal([("1000", 3), ("3500", 1), ("3500", 2)], left.Select(static d => (d.Number, d.Layer)));
        Assert.Equal(["1000", "3500"], node.Feed.Current.FindSite(site)!.Decisions.Keys.Select(static n => n.ToString()).Order());
        var audit = await Read(static db => db.AuditLog.Where(static a => a.Action == (int)AuditAction.Deleted));
        var entry = Assert.Single(audit);
        Assert.Equal(("Decisions", "C"), (entry.Kind, entry.Name));
        Assert.StartsWith(told, entry.Before, StringComparison.Ordinal);
        var changes = await Read(db => db.RouteChanges.Where(c => c.Sequence > end && c.Kind != (int)RouteChangeKind.Connector));
        Assert.Equal(
            count <= 500 ? [.. Enumerable.Range(1000, count).Select(n => (RouteChangeKind.Decision, $"{site}/{n}"))] : [(RouteChangeKind.WholeSite, site.ToString())],
            changes.Select(static c => ((RouteChangeKind)c.Kind, c.Key)).Order());

        Task<List<T>> Read<T>(Func<ConnectorDb, IQueryable<T>> rows) => store.Read(db => rows(db).ToListAsync(TestContext.Current.CancellationToken));

        DecisionRow Row(Connector connector, string number, long layer) => new() { SiteId = site.Value, Number = number, Layer = layer, ConnectorId = connector.Id.Value };
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
