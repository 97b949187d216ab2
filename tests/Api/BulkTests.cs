using System.Net;
using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests;

/// <summary>Jobs, imports, exports, backups and filtered lists as the API shows them.</summary>
public sealed class BulkTests(ApiHost api)
{
    [Fact]
    public async Task Import_says_every_fault_by_line_in_pages_and_that_nothing_was_saved()
    {
        var site = AddSite();
        api.World.ImportReports[site] = new ImportReport(
            new ImportCounts(300, 0, 298), [.. Enumerable.Range(1, 3).Select(i => new ImportFault(i + 1, "number", FaultCode.Malformed, $"Fault {i}."))], ["Column 'x' is not known."]);
        const string Import = """
            mutation ($input: ImportLocalNumbersInput!, $after: String) { importLocalNumbers(input: $input) {
              report { counts { total created } faultCount notices faults(first: 2, after: $after) { totalCount nodes { line column code message } pageInfo { hasNextPage endCursor } } }
              job { id } errors { __typename ... on Error { field } } } }
            """;

        var first = (await api.Data(Import, new { input = Input(site), after = (string?)null })).GetProperty("importLocalNumbers");
        var faults = first.GetProperty("report").GetProperty("faults");
        var second = (await api.Data(Import, new { input = Input(site, dryRun: true), after = faults.GetProperty("pageInfo").GetProperty("endCursor").GetString() })).GetProperty("importLocalNumbers");

        Assert.Equal([2, 3], faults.GetProperty("nodes").EnumerateArray().Select(fault => fault.GetProperty("line").GetInt32()));
        Assert.Equal("MALFORMED", faults.GetProperty("nodes")[0].GetProperty("code").GetString());
        Assert.Equal(("MalformedFieldError", "content"), (first.GetProperty("errors")[0].GetProperty("__typename").GetString(), first.GetProperty("errors")[0].GetProperty("field").GetString()));
        Assert.Equal(4, second.GetProperty("report").GetProperty("faults").GetProperty("nodes")[0].GetProperty("line").GetInt32());
        Assert.Empty(second.GetProperty("errors").EnumerateArray());
        Assert.Equal("bootstrap", api.World.Imports.Single(import => import.Request.Site == site).StartedBy);
    }

    [Fact]
    public async Task Import_of_more_than_a_common_request_is_taken()
    {
        var site = AddSite();
        var content = "number\n" + string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i:D7}\n"));
        var payload = (await api.Data("mutation ($input: ImportLocalNumbersInput!) { importLocalNumbers(input: $input) { report { counts { created } } errors { __typename } } }",
            new { input = Input(site, content: content) })).GetProperty("importLocalNumbers");
        Assert.Empty(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal(content, api.World.Imports.Single(import => import.Request.Site == site).Request.Content);
    }

    [Fact]
    public async Task Jobs_are_found_listed_and_cancelled()
    {
        var site = AddSite();
        var jobs = Enumerable.Range(0, 3).Select(_ => new Job(
            JobId.New(), JobKind.ImportLocalNumbers, site, JobState.Running, new ImportCounts(10, 4), "key:x", DateTimeOffset.UnixEpoch, null, [], 0, false)).ToList();
        foreach (var job in jobs) api.World.Jobs[job.Id] = job;

        var list = (await api.Data("query ($site: ID!) { jobs(first: 2, siteId: $site, state: RUNNING) { totalCount nodes { id kind site { id } progress { done total } startedBy } pageInfo { hasNextPage } } }",
            new { site = GlobalId.Of(site) })).GetProperty("jobs");
        Assert.Equal((3, true), (list.GetProperty("totalCount").GetInt32(), list.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()));
        Assert.All(list.GetProperty("nodes").EnumerateArray(), job => Assert.Equal(GlobalId.Of(site), job.GetProperty("site").GetProperty("id").GetString()));

        var id = GlobalId.Of(jobs[0].Id);
        var cancelled = (await api.Data("mutation ($id: ID!) { cancelJob(input: { id: $id }) { job { state } errors { __typename } } }", new { id })).GetProperty("cancelJob");
        Assert.Equal("CANCELLED", cancelled.GetProperty("job").GetProperty("state").GetString());
        Assert.Equal("Job", (await api.Data("query ($id: ID!) { node(id: $id) { __typename } }", new { id })).GetProperty("node").GetProperty("__typename").GetString());
        var missing = (await api.Data("mutation ($id: ID!) { cancelJob(input: { id: $id }) { errors { __typename } } }", new { id = GlobalId.Of(JobId.New()) })).GetProperty("cancelJob");
        Assert.Equal("NotFoundError", missing.GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Connectors_are_filtered_and_sorted_where_they_are_read_and_their_sites_read_together()
    {
        var site = AddSite();
        for (var i = 0; i < 3; i++)
        {
            var connector = new ConnectorId(Guid.CreateVersion7());
            api.World.Connectors[connector] = Connector(connector, site, $"!filtered {i}"); // Before those of other tests, of which there may be more than a page.
        }
        var page = (await api.Data("""
            { connectors(first: 200, filter: { nameContains: "x", addressContains: "y", connectionType: GENERIC_IP_AUTH, enabled: true, trunkStates: [REGISTERED], hasConflicts: true }
                orderBy: { field: CONFLICT_COUNT, direction: DESC }) { nodes { name site { id } } } }
            """)).GetProperty("connectors");

        var (filter, order, window) = api.World.ConnectorLists.Single(list => list.Filter.NameContains == "x");
        Assert.Equal((ConnectorOrder.ConflictCount, true, 200), (order, window.Descending, window.First));
        Assert.Equal(("y", ConnectionType.Ip, true, true, TrunkState.Registered), (filter.AddressContains, filter.Type, filter.Enabled, filter.HasConflicts, filter.TrunkStates!.Value.Single()));
        Assert.Equal(3, page.GetProperty("nodes").EnumerateArray().Count(node =>
            node.GetProperty("name").GetString()!.StartsWith("!filtered", StringComparison.Ordinal) && node.GetProperty("site").GetProperty("id").GetString() == GlobalId.Of(site)));
    }

    [Fact]
    public async Task Cursor_of_another_order_is_refused()
    {
        AddSite();
        AddSite();
        var cursor = (await api.Data("{ sites(first: 1) { pageInfo { endCursor } } }")).GetProperty("sites").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        var answer = await api.Run("query ($after: String) { sites(after: $after, orderBy: { field: NAME, direction: DESC }) { nodes { id } } }", new { after = cursor });
        Assert.Equal("BAD_ARGUMENT", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{ min: \"10\", max: \"199\" }", "ContradictionError")]
    [InlineData("{ prefix: \"1x\" }", "MalformedFieldError")]
    [InlineData("{}", "RequiredFieldError")]
    public async Task Deletion_by_a_filter_that_is_none_is_refused(string filter, string error)
    {
        var payload = (await api.Data($"mutation ($id: ID!) {{ deleteMatchingLocalNumbers(input: {{ siteId: $id, filter: {filter} }}) {{ report {{ counts {{ deleted }} }} errors {{ __typename }} }} }}",
            new { id = GlobalId.Of(AddSite()) })).GetProperty("deleteMatchingLocalNumbers");
        Assert.Equal(error, payload.GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Export_is_the_same_whole_and_in_parts()
    {
        var site = GlobalId.Of(AddSite());
        var url = new Uri(api.Url, $"/export/local-numbers?siteId={Uri.EscapeDataString(site)}");
        using var whole = await api.Client.GetAsync(url, TestContext.Current.CancellationToken);
        Assert.Equal("text/csv", whole.Content.Headers.ContentType!.MediaType);
        var text = await whole.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var (parts, after) = ("", (string?)null);
        do
        {
            var part = (await api.Data("query ($id: ID!, $after: String) { export(list: LOCAL_NUMBERS, format: CSV, siteId: $id, after: $after) { text next } }", new { id = site, after })).GetProperty("export");
            parts += part.GetProperty("text").GetString();
            after = part.GetProperty("next").GetString();
        }
        while (after is not null);

        Assert.Equal("number\r\n100\r\n101\r\n", parts);
        Assert.Equal(parts, text.TrimStart('\uFEFF'));
    }

    [Fact]
    public async Task Export_that_cannot_be_whole_breaks_off()
    {
        var (gone, closed) = (AddSite(), AddSite());
        var key = api.Keys.Add(Role.Operator);
        using var client = ApiHost.NewClient(api.App, key);
        api.World.WhileExporting[gone] = () => api.World.Sites.TryRemove(gone, out _);
        api.World.WhileExporting[closed] = () => api.Keys.Revoke(key);
        foreach (var site in new[] { gone, closed })
        {
            var url = new Uri(api.Url, $"/export/local-numbers?siteId={Uri.EscapeDataString(GlobalId.Of(site))}");
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(url, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Export_says_why_it_is_refused()
    {
        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.Stranger.GetAsync(new Uri(api.Url, "/export/sites"), cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.Client.GetAsync(new Uri(api.Url, "/export/rubbish"), cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.Client.GetAsync(new Uri(api.Url, "/export/sites?format=xml"), cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.Client.GetAsync(new Uri(api.Url, "/export/connectors"), cancellation)).StatusCode);
    }

    [Fact]
    public async Task Backup_and_restore_refuse_by_type()
    {
        const string Backup = "mutation ($p: String!) { createBackup(input: { passphrase: $p }) { document summary { connectors } errors { __typename ... on Error { field } } } }";
        Assert.Equal("{}", (await api.Data(Backup, new { p = FakeBulk.Passphrase })).GetProperty("createBackup").GetProperty("document").GetString());
        Assert.Equal("OutOfRangeError", (await api.Data(Backup, new { p = "short" })).GetProperty("createBackup").GetProperty("errors")[0].GetProperty("__typename").GetString());

        const string Restore = "mutation ($p: String!) { restoreBackup(input: { document: \"{}\", passphrase: $p, dryRun: true }) { restored { madeAt } replaced { madeAt sites } errors { __typename } } }";
        var restored = (await api.Data(Restore, new { p = FakeBulk.Passphrase })).GetProperty("restoreBackup");
        Assert.Equal(JsonValueKind.Null, restored.GetProperty("replaced").GetProperty("madeAt").ValueKind);
        Assert.Equal("ContradictionError", (await api.Data(Restore, new { p = "wrong" })).GetProperty("restoreBackup").GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    private static object Input(SiteId site, bool dryRun = false, string content = "number\n100\n") => new { siteId = GlobalId.Of(site), format = "CSV", content, dryRun };

    private SiteId AddSite()
    {
        var site = SiteId.New();
        api.World.Sites[site] = new Site(site, $"bulk {site}", [], false, 1);
        return site;
    }

    private static Connector Connector(ConnectorId id, SiteId site, string name) => new(
        id, site, name, ConnectionType.Ip, "192.0.2.1", [], null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
        false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
}
