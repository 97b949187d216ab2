using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests;

public sealed class MigrationTests(ApiHost api)
{
    private const string Shown = "id name state nextWave progress { wavesDone waves numbersDone numbers } waves { wave numbers state appliedBy rerouted }";

    [Fact]
    public async Task Plan_reaches_the_contract_whole_and_its_preview_comes_back()
    {
        var connector = AddConnector();
        var data = await api.Data(
            "query ($input: CreateMigrationInput!) { previewMigration(input: $input) { summary rerouted numberCount stamp faults { line error { __typename field message } } warnings { code } numbers(rerouted: true, first: 1) { totalCount nodes { number winner before { winner text } after { winner connectorId down } } } } }",
            new { input = Input(connector) });

        var preview = data.GetProperty("previewMigration");
        Assert.Equal("Reroutes 1 of 2 numbers.", preview.GetProperty("summary").GetString());
        Assert.Equal((2, "MalformedFieldError"), (preview.GetProperty("faults")[0].GetProperty("line").GetInt32(), preview.GetProperty("faults")[0].GetProperty("error").GetProperty("__typename").GetString()));
        Assert.Equal(1, preview.GetProperty("numbers").GetProperty("totalCount").GetInt32());
        Assert.True(preview.GetProperty("numbers").GetProperty("nodes")[0].GetProperty("after").GetProperty("down").GetBoolean());
        Assert.Equal(JsonValueKind.Null, (await api.Data("query ($input: CreateMigrationInput!) { previewMigration(input: $input) { summary } }",
            new { input = new { connectorId = GlobalId.Of(ConnectorId.New()), name = "x" } })).GetProperty("previewMigration").ValueKind);
    }

    [Fact]
    public async Task Migration_is_created_applied_undone_and_found_again()
    {
        var connector = AddConnector();
        var created = (await api.Data($"mutation ($input: CreateMigrationInput!) {{ createMigration(input: $input) {{ migration {{ {Shown} }} errors {{ __typename }} }} }}", new { input = Input(connector) }))
            .GetProperty("createMigration").GetProperty("migration");
        Assert.Equal("PLANNED", created.GetProperty("state").GetString());
        var spec = api.World.LastMigration!;
        Assert.Equal((connector.Id, 5, TimeSpan.FromMinutes(30)), (spec.Connector, spec.Waves!.Size, spec.Waves.Every));
        Assert.Equal([Precedence.Remote, null, Precedence.Local], spec.Entries.Select(entry => entry.Precedence));
        Assert.Equal(["150"], spec.Entries[0].Numbers);
        Assert.Equal(new LocalRangeSpec("160", "169"), spec.Entries[1].Range);
        Assert.Equal([ConflictKind.Extension], spec.Entries[2].Filter!.Kinds!.Value);

        var id = created.GetProperty("id").GetString();
        var applied = await Change("applyMigration", "ApplyMigrationInput", new { id, wave = 1, previewed = "stamp-1" });
        Assert.Equal(("IN_WAVES", 2), (applied.GetProperty("migration").GetProperty("state").GetString(), applied.GetProperty("migration").GetProperty("progress").GetProperty("numbersDone").GetInt32()));
        Assert.True((await Change("applyMigration", "ApplyMigrationInput", new { id, wave = 1 })).GetProperty("already").GetBoolean());
        Assert.Equal("UNDONE", (await Change("undoMigration", "UndoMigrationInput", new { id })).GetProperty("migration").GetProperty("state").GetString());
        Assert.True((await Change("cancelMigration", "CancelMigrationInput", new { id })).GetProperty("already").GetBoolean());

        var data = await api.Data(
            "query ($id: ID!, $site: ID!, $connector: ID!) { node(id: $id) { ... on Migration { name preview { stamp } numbers(wave: 1) { nodes { number winner } } } } site(id: $site) { migrations(connectorId: $connector) { totalCount nodes { id connector { name } } } "
            + "decisionHistory(first: 1, number: \"150\") { totalCount pageInfo { hasNextPage } nodes { number winner decidedBy migrationId wave connector { id } } } } }",
            new { id, site = GlobalId.Of(connector.Site), connector = GlobalId.Of(connector.Id) });
        Assert.Equal(["REMOTE", "DEFAULT"], data.GetProperty("node").GetProperty("numbers").GetProperty("nodes").EnumerateArray().Select(number => number.GetProperty("winner").GetString()));
        Assert.Equal(id, data.GetProperty("site").GetProperty("migrations").GetProperty("nodes")[0].GetProperty("id").GetString());
        Assert.Equal(connector.Name, data.GetProperty("site").GetProperty("migrations").GetProperty("nodes")[0].GetProperty("connector").GetProperty("name").GetString());
        Assert.True(data.GetProperty("site").GetProperty("decisionHistory").GetProperty("nodes")[0].TryGetProperty("connector", out _));
        Assert.True(data.GetProperty("site").GetProperty("decisionHistory").GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
    }

    [Theory]
    [InlineData("applyMigration", "ApplyMigrationInput")]
    [InlineData("undoMigration", "UndoMigrationInput")]
    [InlineData("cancelMigration", "CancelMigrationInput")]
    public async Task Migration_that_is_none_is_not_found(string mutation, string input)
    {
        var payload = await Change(mutation, input, new { id = GlobalId.Of(MigrationId.New()) });
        Assert.Equal("NotFoundError", payload.GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Faults_of_a_plan_are_typed()
    {
        var connector = AddConnector();
        var name = $"bad {connector.Id}";
        api.World.Refusals[name] = [new Fault(FaultCode.OutOfRange, "entries", "Too many."), new Fault(FaultCode.Malformed, "csv", "Line 3: bad.")];
        var payload = (await api.Data("mutation ($input: CreateMigrationInput!) { createMigration(input: $input) { migration { id } errors { __typename ... on Error { field } } } }", new { input = new { connectorId = GlobalId.Of(connector.Id), name } })).GetProperty("createMigration");
        Assert.Equal(["OutOfRangeError", "MalformedFieldError"], payload.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("__typename").GetString()));
    }

    private async Task<JsonElement> Change(string mutation, string input, object variables) =>
        (await api.Data($"mutation ($input: {input}!) {{ {mutation}(input: $input) {{ already migration {{ {Shown} }} errors {{ __typename }} }} }}", new { input = variables })).GetProperty(mutation);

    private static object Input(Connector connector) => new
    {
        connectorId = GlobalId.Of(connector.Id),
        name = "To B",
        entries = new object[]
        {
            new { winner = "REMOTE", numbers = new[] { "150" } },
            new { winner = "DEFAULT", range = new { min = "160", max = "169" } },
            new { winner = "LOCAL", filter = new { kinds = new[] { "EXTENSION" }, owner = "rani" } },
        },
        waves = new { size = 5, everyMinutes = 30 },
    };

    private Connector AddConnector()
    {
        var site = SiteId.New();
        api.World.Sites[site] = new Site(site, $"site {site}", [], false, 1);
        var id = ConnectorId.New();
        return api.World.Connectors[id] = new Connector(
            id, site, "B", ConnectionType.Ip, "192.0.2.1", [new ExtensionRange(RangeId.New(), id, new NumberRange(Number.Parse("150"), Number.Parse("200")), 0, "")],
            null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension, false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
    }
}
