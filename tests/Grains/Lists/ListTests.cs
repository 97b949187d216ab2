using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Lists;

/// <summary>Filters, orders and cursors, the same on both databases.</summary>
public sealed class ListTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Lists_are_filtered_sorted_and_paged_in_every_order(bool onPostgres)
    {
        await using var server = onPostgres ? await PostgresServer.TryStart() : null;
        Assert.SkipWhen(onPostgres && server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var queries = node.Service<IConfigurationQueries>();
        var (site, other) = (await node.NewSite("Ümlaut", "one.example"), await node.NewSite("plain", "two.example"));
        string[] names = ["Ärzte", "ärger", "B", "a", "%", "C_"];
        for (var i = 0; i < names.Length; i++)
            await node.NewConnector(site, names[i], $"{i + 2}00", $"{i + 2}99", spec => spec with { Priority = 100 - i % 2, Enabled = i != 2, Address = i == 3 ? "PBX.example" : $"192.0.2.{i}" });
        await node.NewConnector(other, "elsewhere", "300", "399");
        await node.Site(site).PutNumbers([.. new[] { "305", "306", "4", "505" }.Select(n => new LocalNumberSpec(n, LocalNumberKind.Extension, n == "4" ? "" : $"ÖRTEL {n}"))]);
        await Until.Holds(async () => await queries.CountConnectors(new ConnectorFilter { HasConflicts = true }, Cancellation) == 3);

        // Every order from either end, page by page, is the whole once.
        var all = new ConnectorFilter { Sites = [site] };
        foreach (var order in Enum.GetValues<ConnectorOrder>())
        {
            var ascending = await Walk((window, c) => queries.Connectors(all, order, window, c), descending: false, static c => c.Name);
            var descending = await Walk((window, c) => queries.Connectors(all, order, window, c), descending: true, static c => c.Name);
            Assert.Equal(names.Order(StringComparer.Ordinal), ascending.Order(StringComparer.Ordinal));
            Assert.Equal(ascending.AsEnumerable().Reverse(), descending);
        }
        Assert.Equal(["ärger", "a", "C_", "Ärzte", "B", "%"], await Walk((w, c) => queries.Connectors(all, ConnectorOrder.Priority, w, c), false, static c => c.Name));
        Assert.Equal(names, await Walk((w, c) => queries.Connectors(all, ConnectorOrder.Created, w, c), false, static c => c.Name));
        Assert.Equal("ärger", (await queries.Connectors(all, ConnectorOrder.ConflictCount, new Window(1, null, Descending: true), Cancellation)).Items[0].Item.Name);

        // A cursor stays right when its item goes.
        var first = await queries.Connectors(all, ConnectorOrder.Created, new Window(2), Cancellation);
        await node.Connector(first.Items[1].Item.Id).Delete();
        Assert.Equal("B", (await queries.Connectors(all, ConnectorOrder.Created, new Window(1, first.Items[1].Key), Cancellation)).Items[0].Item.Name);

        foreach (var (filter, found) in new (ConnectorFilter, string[])[]
        {
            (all with { NameContains = "ÄRZ" }, ["Ärzte"]),
            (all with { NameContains = "%" }, ["%"]),
            (all with { NameContains = "_" }, ["C_"]),
            (all with { AddressContains = "pbx.EX" }, ["a"]),
            (all with { Enabled = false }, ["B"]),
            (all with { Type = ConnectionType.Password }, []),
            (all with { TrunkStates = [TrunkState.Disabled] }, ["B"]),
            (all with { HasConflicts = true }, ["a", "B"]),
            (new ConnectorFilter { NameContains = "elsewhere" }, ["elsewhere"]),
            (new ConnectorFilter { Sites = [other, SiteId.New()] }, ["elsewhere"]),
            (new ConnectorFilter { Sites = [] }, []),
        })
        {
            var slice = await queries.Connectors(filter, ConnectorOrder.Name, new Window(10), Cancellation);
            Assert.Equal(found.Order(StringComparer.Ordinal), slice.Items.Select(static c => c.Item.Name).Order(StringComparer.Ordinal));
            Assert.Equal(found.Length, await queries.CountConnectors(filter, Cancellation));
        }

        foreach (var (filter, found) in new (LocalNumberFilter, string[])[]
        {
            (new LocalNumberFilter { Prefix = "30" }, ["305", "306"]),
            (new LocalNumberFilter { Range = new NumberRange(Number.Parse("306"), Number.Parse("600")) }, ["306", "505"]),
            (new LocalNumberFilter { OwnerContains = "örtel 5" }, ["505"]),
            (new LocalNumberFilter { Kind = LocalNumberKind.SpeedDial }, []),
        })
            Assert.Equal(found, (await queries.LocalNumbers(site, filter, LocalNumberOrder.Number, new Window(10), Cancellation)).Items.Select(static n => n.Item.Number.ToString()));
        Assert.Equal(["4", "305", "306", "505"], await Walk((w, c) => queries.LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Number, w, c), false, static n => n.Number.ToString()));
        Assert.Equal(["505", "306", "305", "4"], await Walk((w, c) => queries.LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Owner, w, c), true, static n => n.Number.ToString()));
        Assert.Equal(["505", "306", "305", "4"], await Walk((w, c) => queries.LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Number, w, c), true, static n => n.Number.ToString()));
        Assert.Equal(["4", "305", "306", "505"], await Walk((w, c) => queries.LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Owner, w, c), false, static n => n.Number.ToString()));

        Assert.Equal("Ümlaut", (await queries.Sites(new SiteFilter { NameContains = "üML", DomainContains = "ONE." }, SiteOrder.Name, new Window(5), Cancellation)).Items.Single().Item.Name);
        Assert.Equal(["plain", "Ümlaut"], await Walk((w, c) => queries.Sites(new SiteFilter(), SiteOrder.Created, w, c), true, static s => s.Name));
        Assert.Equal(1, await queries.CountSites(new SiteFilter { Sites = [other] }, Cancellation));
    }

    [Theory]
    [InlineData(LocalNumberOrder.Number, false)]
    [InlineData(LocalNumberOrder.Number, true)]
    [InlineData(LocalNumberOrder.Owner, false)]
    [InlineData(LocalNumberOrder.Owner, true)]
    public async Task Page_of_local_numbers_begins_in_an_index_where_the_last_one_ended(LocalNumberOrder order, bool descending)
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        string[] numbers = ["7", "30", "31", "32", "33", "100", "101", "102", "1000"];
        string[] owners = ["", "a", "b"];
        await node.Site(site).PutNumbers([.. numbers.Select((n, i) => new LocalNumberSpec(n, LocalNumberKind.Extension, owners[i % owners.Length]))]);

        // 1. Page by page it is the whole, whatever ends a page: a length, an owner, or neither.
        var sorted = order == LocalNumberOrder.Number ? [.. numbers] : Enumerable.Range(0, owners.Length).SelectMany(o => numbers.Where((_, i) => i % owners.Length == o)).ToList();
        if (descending) sorted.Reverse();
        Assert.Equal(sorted, await Walk((w, c) => node.Service<IConfigurationQueries>().LocalNumbers(site, new LocalNumberFilter(), order, w, c), descending, static n => n.Number.ToString()));

        // 2. Each query is one stretch of the index of that order, which is sorted already.
        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(Cancellation);
        var plans = new List<string>();
        foreach (var walk in ListPlaces.Walks(ListFilters.Of(db, site, new LocalNumberFilter()), order, new Window(2, new ListKey("a", "31"), descending))) plans.Add(await QueryPlan.Of(db, walk.Take(3)));
        var beyond = descending ? '<' : '>';
        string[] ranges = order == LocalNumberOrder.Number
            ? [$"site_id=? AND digits=? AND number{beyond}?", $"site_id=? AND digits{beyond}?"]
            : [$"site_id=? AND owner_folded=? AND digits=? AND number{beyond}?", $"site_id=? AND owner_folded=? AND digits{beyond}?", $"site_id=? AND owner_folded{beyond}?"];
        var index = order == LocalNumberOrder.Number ? "ix_local_number_site_id_digits_number" : "ix_local_number_site_id_owner_folded_digits_number";
        Assert.Equal(ranges.Select(range => $"SEARCH l USING INDEX {index} ({range})"), plans);
    }

    private static async Task<List<string>> Walk<T>(Func<Window, CancellationToken, Task<Slice<T>>> list, bool descending, Func<T, string> name)
    {
        var (found, after) = (new List<string>(), (ListKey?)null);
        while (true)
        {
            var slice = await list(new Window(2, after, descending), Cancellation);
            found.AddRange(slice.Items.Select(item => name(item.Item)));
            if (!slice.HasMore) return found;
            after = slice.Items[^1].Key;
        }
    }
}
