using System.Collections.Immutable;
using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests;

public sealed class QueryTests(ApiHost api)
{
    [Fact]
    public async Task Lists_are_paged_by_cursor_without_losing_or_repeating_an_item()
    {
        var site = AddSite();
        for (var i = 0; i < 5; i++) AddConnector(site, $"c{i}");
        api.World.Numbers[site] = [.. Enumerable.Range(100, 5).Select(n => new LocalNumber(site, Number.Parse($"{n}"), LocalNumberKind.Extension, "", null, null, false))];
        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], await Walk(site, "connectors", "name"));
        Assert.Equal(["100", "101", "102", "103", "104"], await Walk(site, "localNumbers", "number"));
    }

    [Fact]
    public async Task Conflicts_are_paged_from_any_item()
    {
        var site = AddSite();
        var connector = AddConnector(site, "c");
        var range = connector.Ranges[0].Id;
        api.World.Conflicts[range] = [.. Enumerable.Range(150, 7).Select(n => ConflictAt(range, $"{n}"))];

        var all = new List<string?>();
        string? after = null;
        while (true)
        {
            var page = await Page(after, 3);
            var edges = page.GetProperty("edges").EnumerateArray().ToList();
            // The second of three: a place within a page of the grain.
            var taken = edges.Take(edges.Count == 3 ? 2 : edges.Count).ToList();
            all.AddRange(taken.Select(edge => edge.GetProperty("node").GetProperty("numbers").GetProperty("min").GetString()));
            Assert.Equal(7, page.GetProperty("totalCount").GetInt32());
            after = taken[^1].GetProperty("cursor").GetString();
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() && taken.Count == edges.Count) break;
        }
        Assert.Equal(["150", "151", "152", "153", "154", "155", "156"], all);

        async Task<JsonElement> Page(string? after, int first) => (await api.Data(
            "query ($id: ID!, $first: Int!, $after: String) { node(id: $id) { ... on ExtensionRange { conflictCount conflicts(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { numbers { min } } } } } } }",
            new { id = GlobalId.Of(range), first, after })).GetProperty("node").GetProperty("conflicts");
    }

    [Fact]
    public async Task Previous_password_whose_time_has_passed_is_none()
    {
        var site = AddSite();
        foreach (var (name, until) in new[] { ("over", DateTimeOffset.UnixEpoch), ("lasting", DateTimeOffset.MaxValue) })
        {
            var connector = AddConnector(site, name) with { PreviousPasswordUntil = until };
            api.World.Connectors[connector.Id] = connector;
            var shown = (await api.Data("query ($id: ID!) { node(id: $id) { ... on Connector { previousPasswordUntil } } }", new { id = GlobalId.Of(connector.Id) }))
                .GetProperty("node").GetProperty("previousPasswordUntil");
            Assert.Equal(name == "lasting", shown.ValueKind == JsonValueKind.String);
        }
    }

    [Theory]
    [InlineData("first: 0")]
    [InlineData("first: 201")]
    [InlineData("first: -1000000")]
    [InlineData("after: \"%%%\"")]
    public async Task Page_that_cannot_be_is_a_bad_argument(string arguments)
    {
        var answer = await api.Run($"{{ sites({arguments}) {{ totalCount }} }}");
        Assert.Equal("BAD_ARGUMENT", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Cursor_of_another_list_is_a_bad_argument()
    {
        var site = GlobalId.Of(AddSite());
        var answer = await api.Run("query ($id: ID!, $after: String) { site(id: $id) { localNumbers(after: $after) { totalCount } } }", new { id = site, after = "YWJj" });
        Assert.Equal("BAD_ARGUMENT", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Node_finds_everything_that_has_an_id()
    {
        var site = AddSite();
        var connector = AddConnector(site, "c");
        foreach (var (id, type) in new[] { (GlobalId.Of(site), "Site"), (GlobalId.Of(connector.Id), "Connector"), (GlobalId.Of(connector.Ranges[0].Id), "ExtensionRange") })
        {
            var node = (await api.Data("query ($id: ID!) { node(id: $id) { __typename id } }", new { id })).GetProperty("node");
            Assert.Equal((type, id), (node.GetProperty("__typename").GetString(), node.GetProperty("id").GetString()));
        }
    }

    [Fact]
    public async Task Id_that_names_nothing_finds_nothing()
    {
        foreach (var id in new[] { "rubbish", "", GlobalId.Of(SiteId.New()), GlobalId.Of(ConnectorId.New()), GlobalId.Of(RangeId.New()) })
        {
            var data = await api.Data("query ($id: ID!) { node(id: $id) { id } site(id: $id) { id } connector(id: $id) { id } explainRoute(siteId: $id, number: \"1\") { summary } }", new { id });
            Assert.All(data.EnumerateObject(), field => Assert.Equal(JsonValueKind.Null, field.Value.ValueKind));
        }
    }

    [Fact]
    public async Task Route_is_explained_for_a_site_and_from_it()
    {
        var site = AddSite();
        var arrivedOver = GlobalId.Of(AddConnector(site, "c").Id);
        const string Explanation = "{ outcome summary steps { kind matched text } candidates { connectorId name numberSent rejection text } status tableVersion }";
        var data = await api.Data(
            $"query ($id: ID!, $over: ID) {{ explainRoute(siteId: $id, number: \"150\", arrivedOver: $over) {Explanation} site(id: $id) {{ explainRoute(number: \"150\") {Explanation} }} }}",
            new { id = GlobalId.Of(site), over = arrivedOver });
        var top = data.GetProperty("explainRoute");
        Assert.Equal("TRUNK_DOWN", top.GetProperty("outcome").GetString());
        Assert.Equal(503, top.GetProperty("status").GetInt32());
        Assert.Equal("CAME_FROM_THERE", top.GetProperty("candidates")[0].GetProperty("rejection").GetString());
        Assert.Equal(arrivedOver, top.GetProperty("candidates")[0].GetProperty("connectorId").GetString());
        var below = data.GetProperty("site").GetProperty("explainRoute");
        Assert.Equal(JsonValueKind.Null, below.GetProperty("candidates")[0].GetProperty("rejection").ValueKind);
    }

    [Fact]
    public async Task Conflicts_of_a_connector_are_counted_over_its_ranges()
    {
        var connector = AddConnector(AddSite(), "c");
        api.World.Conflicts[connector.Ranges[0].Id] = [ConflictAt(connector.Ranges[0].Id, "150"), ConflictAt(connector.Ranges[0].Id, "151")];
        var data = await api.Data("query ($id: ID!) { connector(id: $id) { conflictCount extensionRanges { conflictCount } } }", new { id = GlobalId.Of(connector.Id) });
        Assert.Equal(2, data.GetProperty("connector").GetProperty("conflictCount").GetInt32());
        Assert.Equal(2, data.GetProperty("connector").GetProperty("extensionRanges")[0].GetProperty("conflictCount").GetInt32());
    }

    [Fact]
    public async Task Counts_of_a_page_of_connectors_are_read_at_once()
    {
        var site = AddSite();
        var connectors = Enumerable.Range(0, 37).Select(n => AddConnector(site, $"c{n:00}")).ToList();
        var range = connectors[3].Ranges[0].Id;
        api.World.Conflicts[range] = [ConflictAt(range, "150"), ConflictAt(range, "151"), ConflictAt(range, "152") with { Kind = ConflictKind.SpeedDial }];

        var data = await api.Data("query ($id: ID!) { site(id: $id) { connectors(first: 100) { nodes { conflictCount conflictCounts { kind count } } } } }", new { id = GlobalId.Of(site) });

        var counts = data.GetProperty("site").GetProperty("connectors").GetProperty("nodes")[3].GetProperty("conflictCounts");
        Assert.Equal([("EXTENSION", 2), ("SPEED_DIAL", 1)], counts.EnumerateArray().Select(each => (each.GetProperty("kind").GetString(), each.GetProperty("count").GetInt32())));
        Assert.Contains(api.World.CountReads, read => read >= connectors.Count);
    }

    [Fact]
    public async Task Conflicts_are_filtered()
    {
        var range = AddConnector(AddSite(), "c").Ranges[0].Id;
        api.World.Conflicts[range] = [
            ConflictAt(range, "150"), ConflictAt(range, "161") with { Winner = Precedence.Remote, Decided = true, ChangesAt = DateTimeOffset.UnixEpoch, NextWinner = Precedence.Local },
            ConflictAt(range, "162") with { Kind = ConflictKind.SpeedDial, Text = "Speed dial 162: Taxi" }];
        Assert.Equal(["161"], await Numbers("{ decided: true, winner: REMOTE }"));
        Assert.Equal(["150", "161"], await Numbers("{ kinds: [EXTENSION] }"));
        Assert.Equal(["162"], await Numbers("{ owner: \"taxi\", numberPrefix: \"16\" }"));
        Assert.Empty(await Numbers("{ owner: \"taxi\", decided: true }"));

        async Task<IEnumerable<string?>> Numbers(string filter) =>
            (await api.Data($"query ($id: ID!) {{ node(id: $id) {{ ... on ExtensionRange {{ conflicts(filter: {filter}) {{ nodes {{ numbers {{ min }} changesAt nextWinner }} }} }} }} }}", new { id = GlobalId.Of(range) }))
                .GetProperty("node").GetProperty("conflicts").GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("numbers").GetProperty("min").GetString()).ToList();
    }

    public static Conflict ConflictAt(RangeId range, string number) => new(
        range, new NumberRange(Number.Parse(number), Number.Parse(number)), ConflictKind.Extension, $"Extension {number}: Rani Oliver",
        Precedence.Local, false, "Local wins by default.", "Decide for remote.");

    private SiteId AddSite()
    {
        var id = SiteId.New();
        api.World.Sites[id] = new Site(id, $"n-{id}", [], false, 1);
        return id;
    }

    private Connector AddConnector(SiteId site, string name)
    {
        var id = ConnectorId.New();
        ImmutableArray<ExtensionRange> ranges = [new ExtensionRange(RangeId.New(), id, new NumberRange(Number.Parse("150"), Number.Parse("200")), 0, "")];
        return api.World.Connectors[id] = new Connector(
            id, site, name, ConnectionType.Ip, "192.0.2.1", ranges, null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
            false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
    }

    private async Task<List<string?>> Walk(SiteId site, string list, string field)
    {
        var seen = new List<string?>();
        string? after = null;
        bool more;
        do
        {
            var page = (await api.Data(
                $"query ($id: ID!, $after: String) {{ site(id: $id) {{ page: {list}(first: 2, after: $after) {{ nodes {{ {field} }} pageInfo {{ hasNextPage endCursor }} totalCount }} }} }}",
                new { id = GlobalId.Of(site), after })).GetProperty("site").GetProperty("page");
            Assert.Equal(5, page.GetProperty("totalCount").GetInt32());
            seen.AddRange(page.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty(field).GetString()));
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
            more = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean();
        } while (more);
        return seen;
    }
}
