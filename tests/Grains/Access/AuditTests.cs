using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Audit;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Access;

public sealed class AuditTests
{
    [Fact]
    public async Task Change_is_written_down_with_who_what_before_and_after()
    {
        await using var node = await TestNode.Start();
        new Actor("key:test", "createSite").Enter();
        var site = await node.NewSite("A", "a.example");
        new Actor("key:test", "createConnector").Enter();
        var connector = await node.NewConnector(site, "B", "150", "200", _ => Specs.Password());
        new Actor("oidc:rani", "updateConnector").Enter();
        await node.Connector(connector.Id).Update(
            Specs.Password("B", "150", "250") with { Password = "an0ther:pass", Priority = 5 }, connector.Version);
        new Actor("oidc:rani", "putLocalNumbers").Enter();
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver", Secret: "phone-secret")]);
        new Actor("oidc:rani", "decidePrecedence").Enter();
        await node.Range((await node.Connector(connector.Id).Get())!.Ranges[0].Id).Decide("150", Precedence.Remote);
        new Actor("key:test", "deleteConnector").Enter();
        await node.Connector(connector.Id).Delete();

        var entries = (await Read(node, new AuditFilter())).Items.Where(entry => entry.Kind != "ClusterKey").Reverse().ToList();
        Assert.Equal(
            [
                "1 key:test createSite Created Site A", "2 key:test createConnector Created Connector B", "3 oidc:rani updateConnector Changed Connector B",
                "4 oidc:rani putLocalNumbers Created LocalNumber 150: Rani Oliver", "5 oidc:rani decidePrecedence Created Decision 150",
                "6 key:test deleteConnector Deleted Decisions B", "7 key:test deleteConnector Deleted Connector B",
            ],
            entries.Select((entry, i) => $"{i + 1} {entry.Actor} {entry.Operation} {entry.Action} {entry.Kind} {entry.Name}"));
        Assert.All(entries, entry => Assert.Equal(site, entry.Site));
        Assert.Equal(
            """{"priority":100,"ranges":[{"max":"200","min":"150","prependDigits":"","stripDigits":0}]}""", entries[2].Before);
        Assert.StartsWith("{\"password\":\"changed\",", entries[2].After, StringComparison.Ordinal);
        Assert.Contains("\"priority\":5", entries[2].After, StringComparison.Ordinal);
        Assert.Contains("\"max\":\"250\"", entries[2].After, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"Extension\"", entries[3].After, StringComparison.Ordinal);
        Assert.Contains("\"secret\":\"changed\"", entries[3].After, StringComparison.Ordinal);
        Assert.Null(entries[5].After);
        Assert.Null(entries[6].After);
        Assert.DoesNotContain(entries, entry => $"{entry.Before}{entry.After}".Contains("s3cret", StringComparison.Ordinal) || $"{entry.Before}{entry.After}".Contains("phone-secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_change_is_not_written_down()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var before = (await Read(node, new AuditFilter())).TotalCount;
        Assert.False((await node.Site(site).Update(new SiteSpec("A", []), expectedVersion: 77)).Succeeded);
        // What stays as it is is no change either.
        Assert.True((await node.Site(site).Update(new SiteSpec("A", []), null)).Succeeded);
        Assert.Equal(before, (await Read(node, new AuditFilter())).TotalCount);
    }

    [Fact]
    public async Task Domains_of_a_site_that_move_or_stay_are_told_once_or_not_at_all()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite("A", "a.example", "b.example");
        var before = (await Read(node, new AuditFilter(Kind: "Site"))).TotalCount;
        await node.Site(site).Update(new SiteSpec("A", ["a.example", "b.example"]), null);
        Assert.Equal(before, (await Read(node, new AuditFilter(Kind: "Site"))).TotalCount);

        Assert.Equal(["c.example", "b.example"], (await node.Site(site).Update(new SiteSpec("Z", ["c.example", "b.example"]), null)).Value!.Domains);
        Assert.Equal(["c.example", "b.example"], (await node.Site(site).Get())!.Domains);
        Assert.Equal(before + 1, (await Read(node, new AuditFilter(Kind: "Site"))).TotalCount);

        // The first one is the realm: where each stands is told as well.
        await node.Site(site).Update(new SiteSpec("Z", ["b.example", "c.example"]), null);
        var moved = (await Read(node, new AuditFilter(Kind: "Site"))).Items[0];
        Assert.Equal("""{"domains":[{"domain":"c.example"},{"domain":"b.example"}]}""", moved.Before);
        Assert.Equal("""{"domains":[{"domain":"b.example"},{"domain":"c.example"}]}""", moved.After);
    }

    [Fact]
    public async Task Log_is_read_by_sites_and_filters_from_any_entry_on()
    {
        await using var node = await TestNode.Start();
        new Actor("key:a", "createSite").Enter();
        var first = await node.NewSite("A");
        new Actor("key:b", "createSite").Enter();
        var second = await node.NewSite("B");
        await node.Site(second).PutNumbers([.. Enumerable.Range(100, 5).Select(n => new LocalNumberSpec($"{n}", LocalNumberKind.Extension, ""))]);

        Assert.Equal(["A"], (await Read(node, new AuditFilter(), SiteScope.Of([first]))).Items.Select(entry => entry.Name));
        Assert.Empty((await Read(node, new AuditFilter(), SiteScope.Of([]))).Items);
        Assert.Equal(["A"], (await Read(node, new AuditFilter(Actor: "key:a"))).Items.Select(entry => entry.Name));
        Assert.Equal(5, (await Read(node, new AuditFilter(Site: second, Kind: "LocalNumber"))).TotalCount);
        Assert.Single((await Read(node, new AuditFilter(EntityId: $"{second}/100"))).Items);
        Assert.Empty((await Read(node, new AuditFilter(Until: DateTimeOffset.UnixEpoch))).Items);

        var page = await node.Service<IAuditLog>().Read(SiteScope.Of([second]), new AuditFilter(), 4, null, TestContext.Current.CancellationToken);
        var rest = await node.Service<IAuditLog>().Read(SiteScope.Of([second]), new AuditFilter(), 4, page.Items[^1].Number, TestContext.Current.CancellationToken);
        Assert.Equal((true, 6, false, 2), (page.HasMore, page.TotalCount, rest.HasMore, rest.Items.Length));
        Assert.Equal("B", rest.Items[^1].Name);
    }

    [Fact]
    public async Task Statement_of_sql_has_one_entry_for_the_whole()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        new Actor("key:bulk", "importNumbers").Enter();
        await node.Service<ConfigurationStore>().Write((db, _) =>
        {
            AuditTrail.Summarize(db, new AuditSubject("LocalNumbers", site.Value, site.ToString(), "numbers.csv"), AuditAction.Created, null, new { Count = 100_000 });
            return Task.FromResult(Outcome.Of("done"));
        });
        var entry = (await Read(node, new AuditFilter(Kind: "LocalNumbers"))).Items.Single();
        Assert.Equal(("key:bulk", "importNumbers", "numbers.csv", """{"count":100000}"""), (entry.Actor, entry.Operation, entry.Name, entry.After));
    }

    [Fact]
    public async Task Product_acts_in_its_own_name()
    {
        await using var node = await TestNode.Start();
        var first = (await Read(node, new AuditFilter(Kind: "ClusterKey"))).Items.Single();
        Assert.Equal(("node", "", AuditAction.Created), (first.Actor, first.Operation, first.Action));
        new Actor("key:test", "rotateClusterKey").Enter();
        Assert.Equal(FaultCode.OutOfRange, (await node.Service<IClusterKeyRotation>().Rotate(null)).Faults.Single().Code);
        Assert.DoesNotContain((await Read(node, new AuditFilter())).Items, entry => entry.Kind is "Binding" or "Node");
    }

    [Fact]
    public async Task Entries_are_forgotten_after_their_time_in_batches()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([.. Enumerable.Range(10_000, 1_500).Select(n => new LocalNumberSpec($"{n}", LocalNumberKind.Extension, ""))]);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(29));
        var janitor = new AuditJanitor(
            node.Service<IClusterNodes>(), node.Service<ConfigurationStore>(), Options.Create(new StorageOptions { AuditRetentionDays = 30 }), time, NullLogger<AuditJanitor>.Instance);
        Assert.Equal(0, await janitor.Sweep(TestContext.Current.CancellationToken));
        time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1_502, await janitor.Sweep(TestContext.Current.CancellationToken));
        await node.NewSite("B");
        // Numbers go on where they were: a cursor from before stays one.
        Assert.Equal(1_503, (await Read(node, new AuditFilter())).Items.Single().Number);
    }

    private static Task<Page<AuditEntry>> Read(TestNode node, AuditFilter filter, SiteScope? within = null) =>
        node.Service<IAuditLog>().Read(within ?? SiteScope.Every, filter, 100, null, TestContext.Current.CancellationToken);
}
