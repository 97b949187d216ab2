using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests;

/// <summary>Previews, and explanations of more than a number.</summary>
public sealed class PreviewTests(ApiHost api)
{
    private const string Errors = "errors { __typename ... on Error { field message } }";

    private const string Preview = """
        preview {
          summary rerouted concerned at tableVersion moves { count from to } conflictCounts { kind appearing vanishing }
          handovers(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes {
            numbers { min max } before { kind text why localKind connectorId } after { kind connectorId connectorName speedDialTo } } }
          appearingConflicts { totalCount nodes { connectorId connectorName conflict { text kind winner } } }
          vanishingConflicts { nodes { connectorName } }
        }
        warnings { code field }
        """ + Errors;

    private const string Connector = "query ($input: PreviewConnectorInput!, $at: DateTime) { change: previewConnector(input: $input, at: $at) { " + Preview + " } }";
    private const string Numbers = "query ($input: PreviewNumbersInput!) { change: previewNumbers(input: $input) { " + Preview + " } }";

    [Fact]
    public async Task Preview_of_a_connector_says_who_gets_what_and_pages_by_number()
    {
        var site = AddSite();
        var change = await Change(Connector, new { input = new { create = New(site, "B") }, at = "2026-11-30T08:00:00Z" });
        Assert.Equal(0, change.GetProperty("errors").GetArrayLength());
        Assert.Equal("extensionRanges[0]", change.GetProperty("warnings")[0].GetProperty("field").GetString());
        var preview = change.GetProperty("preview");
        Assert.Equal(3_000_000_000, preview.GetProperty("concerned").GetInt64());
        Assert.Equal(FakeRouting.Monday, preview.GetProperty("at").GetDateTimeOffset());
        Assert.Equal("nobody", preview.GetProperty("moves")[0].GetProperty("from").GetString());
        Assert.Equal("EXTENSION", preview.GetProperty("conflictCounts")[0].GetProperty("kind").GetString());
        Assert.Equal("Extension 115: Rani Oliver", preview.GetProperty("appearingConflicts").GetProperty("nodes")[0].GetProperty("conflict").GetProperty("text").GetString());
        var page = preview.GetProperty("handovers");
        Assert.Equal(2, page.GetProperty("totalCount").GetInt32());
        Assert.True(page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        var handover = page.GetProperty("nodes")[0];
        Assert.Equal("LOCAL", handover.GetProperty("before").GetProperty("kind").GetString());
        Assert.Equal(GlobalId.Of(FakeRouting.B), handover.GetProperty("after").GetProperty("connectorId").GetString());
        Assert.Equal("160", handover.GetProperty("after").GetProperty("speedDialTo").GetString());

        var next = await api.Data(
            "query ($input: PreviewConnectorInput!, $after: String) { previewConnector(input: $input) { preview { handovers(first: 1, after: $after) { pageInfo { hasNextPage } nodes { numbers { min max } after { connectorId connectorName } } } } } }",
            new { input = new { create = New(site, "B") }, after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString() });
        var second = next.GetProperty("previewConnector").GetProperty("preview").GetProperty("handovers");
        Assert.False(second.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.Equal("120", second.GetProperty("nodes")[0].GetProperty("numbers").GetProperty("min").GetString());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("nodes")[0].GetProperty("after").GetProperty("connectorId").ValueKind);
    }

    [Fact]
    public async Task Preview_that_would_be_refused_has_every_fault_typed()
    {
        var site = AddSite();
        api.World.Refusals["Faulty"] = [new Fault(FaultCode.Taken, "name", "Taken."), new Fault(FaultCode.Malformed, "ranges[0].max", "No number.")];
        var change = await Change(Connector, new { input = new { create = New(site, "Faulty") } });
        Assert.Equal(JsonValueKind.Null, change.GetProperty("preview").ValueKind);
        Assert.Equal(
            ["TakenError name", "MalformedFieldError extensionRanges[0].max"],
            change.GetProperty("errors").EnumerateArray().Select(static e => $"{e.GetProperty("__typename").GetString()} {e.GetProperty("field").GetString()}"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ \"delete\": { \"id\": \"x\" }, \"enable\": { \"id\": \"x\" } }")]
    public async Task Exactly_one_change_is_previewed(string input)
    {
        var change = await Change(Connector, new { input = JsonElement.Parse(input) });
        Assert.Equal("ContradictionError", change.GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Preview_of_what_is_not_there_is_not_found()
    {
        foreach (var input in new object[] { new { delete = new { id = "x" } }, new { update = new { id = GlobalId.Of(ConnectorId.New()) } }, new { create = New(new SiteId(), "B") with { SiteId = "x" } } })
            Assert.Equal("NotFoundError", (await Change(Connector, new { input })).GetProperty("errors")[0].GetProperty("__typename").GetString());
        Assert.Equal("NotFoundError", (await Change(Numbers, new { input = new { siteId = "x" } })).GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Numbers_and_decisions_are_previewed_together()
    {
        var site = AddSite();
        var range = RangeId.New();
        await Change(Numbers, new
        {
            input = new
            {
                siteId = GlobalId.Of(site),
                put = new[] { new { number = "115", owner = "Rani Oliver" } },
                delete = new[] { "116" },
                decide = new object[] { new { extensionRangeId = GlobalId.Of(range), number = "117", precedence = "REMOTE" }, new { extensionRangeId = GlobalId.Of(range), number = "118" } },
            },
        });
        var draft = Assert.IsType<RouteDraft.Numbers>(api.Routing.Draft);
        Assert.Equal(site, draft.Site);
        Assert.Equal(("115", "Rani Oliver"), (draft.Put[0].Number, draft.Put[0].Owner));
        Assert.Equal(["116"], draft.Delete);
        Assert.Equal([new DraftDecision(range, "117", Precedence.Remote), new DraftDecision(range, "118", null)], draft.Decide);
    }

    [Fact]
    public async Task Route_is_explained_for_a_caller_a_time_an_origin_and_a_draft()
    {
        var site = AddSite();
        var data = await api.Data(
            """
            query ($id: ID!, $draft: RouteDraftInput) {
              explainRoute(siteId: $id, number: "150", from: "100", at: "2126-12-07T08:00:00Z", origin: { address: "192.0.2.1", username: "b" }, draft: $draft) {
                at siteId identification { by siteName connectorName extension text }
                requests { nextHop from } nextChange { at text } errors { field } warnings { code }
                candidates { numbers { min max } priority channelsInUse channels obstacle trunk { state } requests { requestLine transport nextHop from to assertedIdentity privacy route text } }
              }
            }
            """,
            new { id = GlobalId.Of(site), draft = new { connector = new { disable = new { id = GlobalId.Of(FakeRouting.B) } } } });
        var explained = data.GetProperty("explainRoute");
        Assert.Equal("192.0.2.1//b", explained.GetProperty("identification").GetProperty("text").GetString());
        Assert.Equal("From then on.", explained.GetProperty("nextChange").GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, explained.GetProperty("requests")[0].GetProperty("from").ValueKind);
        var candidate = explained.GetProperty("candidates")[0];
        Assert.Equal("TOO_MANY_CALLS", candidate.GetProperty("obstacle").GetString());
        Assert.Equal("<sip:100@a.example>", candidate.GetProperty("requests")[0].GetProperty("from").GetString());
        Assert.Equal(new RouteDraft.SwitchedConnector(FakeRouting.B, false), api.Routing.Question!.Draft);
        Assert.Equal(new DateTimeOffset(2126, 12, 7, 8, 0, 0, TimeSpan.Zero), api.Routing.Question.At);
    }

    [Theory]
    [InlineData("explainRoute(siteId: $id, number: \"150\", at: \"2020-01-01T00:00:00Z\") { summary }")]
    [InlineData("site(id: $id) { explainRoute(number: \"150\", at: \"2020-01-01T00:00:00Z\") { summary } }")]
    [InlineData("previewNumbers(input: { siteId: $id, delete: [\"150\"] }, at: \"2020-01-01T00:00:00Z\") { errors { __typename } }")]
    public async Task What_was_decided_at_a_time_that_has_passed_is_not_guessed(string field)
    {
        var answer = await api.Run($"query ($id: ID!) {{ {field} }}", new { id = GlobalId.Of(AddSite()) });
        Assert.Equal("BAD_ARGUMENT", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Explanation_over_a_draft_that_would_be_refused_says_every_fault_and_routes_nothing()
    {
        var data = await api.Data(
            "query ($id: ID!) { explainRoute(siteId: $id, number: \"150\", draft: {}) { outcome summary cause errors { __typename message } } }", new { id = GlobalId.Of(AddSite()) });
        var explained = data.GetProperty("explainRoute");
        Assert.Equal("DRAFT_REFUSED", explained.GetProperty("outcome").GetString());
        Assert.Equal("ContradictionError", explained.GetProperty("errors")[0].GetProperty("__typename").GetString());
        Assert.Equal(JsonValueKind.Null, explained.GetProperty("cause").ValueKind);
    }

    [Fact]
    public async Task Caller_is_identified_by_where_a_request_comes_from()
    {
        AddSite();
        var data = await api.Data("{ identifyCaller(origin: { address: \"192.0.2.1\", domain: \"a.example\" }) { by connectorId text } }");
        Assert.Equal("SOURCE_ADDRESS", data.GetProperty("identifyCaller").GetProperty("by").GetString());
        Assert.Equal("192.0.2.1/a.example/", data.GetProperty("identifyCaller").GetProperty("text").GetString());
    }

    private async Task<JsonElement> Change(string document, object variables) => (await api.Data(document, variables)).GetProperty("change");

    private SiteId AddSite()
    {
        var site = new Site(SiteId.New(), $"Site {Guid.NewGuid():N}", [], false, 1);
        api.World.Sites[site.Id] = site;
        return site.Id;
    }

    private sealed record NewConnector(string SiteId, string Name, string ConnectionType, string IpAddress, object[] ExtensionRanges);

    private static NewConnector New(SiteId site, string name) =>
        new(GlobalId.Of(site), name, "GENERIC_IP_AUTH", "192.0.2.1", [new { min = "100", max = "199" }]);
}
