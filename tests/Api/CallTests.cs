using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests;

public sealed class CallTests(ApiHost api)
{
    private static long s_sequence;

    [Fact]
    public async Task Registrations_of_a_far_end_are_told_with_their_end()
    {
        const string Document = "query ($id: ID!) { connector(id: $id) { farEndRegistrations { contact expiresAt userAgent node } } }";
        var site = AddSite();
        var connector = AddConnector(site, ConnectionType.Password);
        var until = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        var sooner = new Binding("<sip:trunk@192.0.2.7>", "", "udp/192.0.2.1:5060/192.0.2.7:5060", "node-2", "c", 1, until, "Asterisk");
        api.World.Bindings[AddressOfRecordKey.Of(site, "trunk")] = [sooner, sooner with { Contact = "<sip:trunk@192.0.2.8>", Expires = until.AddMinutes(1) }];
        var registrations = (await api.Data(Document, new { id = GlobalId.Of(connector.Id) })).GetProperty("connector").GetProperty("farEndRegistrations");
        Assert.Equal(
            ["<sip:trunk@192.0.2.8> Asterisk node-2 03:05", "<sip:trunk@192.0.2.7> Asterisk node-2 03:04"],
            registrations.EnumerateArray().Select(static r => $"{r.GetProperty("contact")} {r.GetProperty("userAgent")} {r.GetProperty("node")} {r.GetProperty("expiresAt").GetDateTimeOffset():HH:mm}"));
        var byAddress = AddConnector(site, ConnectionType.Ip);
        Assert.Equal(0, (await api.Data(Document, new { id = GlobalId.Of(byAddress.Id) })).GetProperty("connector").GetProperty("farEndRegistrations").GetArrayLength());
    }

    [Fact]
    public async Task Failed_calls_are_paged_from_the_latest_on_and_filtered_by_connector()
    {
        var site = AddSite();
        var connector = AddConnector(site, ConnectionType.Ip);
        for (var i = 0; i < 5; i++) AddFailed(site, i % 2 == 0 ? connector.Id : null, CallCause.TrunkDown, $"20{i}");

        var all = new List<string?>();
        string? after = null;
        bool more;
        do
        {
            var page = await Failed(site, "$after: String", "first: 2, after: $after", new { id = GlobalId.Of(site), after });
            Assert.Equal(5, page.GetProperty("totalCount").GetInt32());
            all.AddRange(page.GetProperty("nodes").EnumerateArray().Select(call => call.GetProperty("to").GetString()));
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
            more = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean();
        } while (more);
        Assert.Equal(["204", "203", "202", "201", "200"], all);

        var of = await Failed(site, "$connector: ID", "connectorId: $connector", new { id = GlobalId.Of(site), connector = GlobalId.Of(connector.Id) });
        Assert.Equal(3, of.GetProperty("totalCount").GetInt32());
        var call = of.GetProperty("nodes")[0];
        Assert.Equal(("TRUNK_DOWN", 503, 1L), (call.GetProperty("cause").GetString(), call.GetProperty("status").GetInt32(), call.GetProperty("count").GetInt64()));
        Assert.Equal(connector.Name, call.GetProperty("connector").GetProperty("name").GetString());
        Assert.Equal("100", call.GetProperty("from").GetString());
        Assert.NotEqual("", call.GetProperty("advice").GetString());
    }

    [Theory]
    [InlineData("after: \"%%%\"")]
    [InlineData("after: \"YWJj\"")]
    [InlineData("first: 0")]
    [InlineData("connectorId: \"rubbish\"")]
    public async Task Arguments_that_cannot_be_are_bad(string arguments)
    {
        var answer = await api.Run($"query ($id: ID!) {{ site(id: $id) {{ failedCalls({arguments}) {{ totalCount }} }} }}", new { id = GlobalId.Of(AddSite()) });
        Assert.Equal("BAD_ARGUMENT", answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Failures_of_a_connector_are_counted_by_cause()
    {
        var site = AddSite();
        var connector = AddConnector(site, ConnectionType.Ip);
        AddFailed(site, connector.Id, CallCause.ChannelsFull, "200", count: 41);
        AddFailed(site, connector.Id, CallCause.NotAnswering, "200");
        var data = await api.Data("query ($id: ID!) { connector(id: $id) { failures { cause count advice } } }", new { id = GlobalId.Of(connector.Id) });
        Assert.Equal(["CHANNELS_FULL 41", "NOT_ANSWERING 1"], data.GetProperty("connector").GetProperty("failures").EnumerateArray()
            .Select(each => $"{each.GetProperty("cause").GetString()} {each.GetProperty("count").GetInt64()}"));
    }

    [Fact]
    public async Task Unmatched_callers_of_a_site_are_paged()
    {
        var site = AddSite();
        for (var i = 0; i < 3; i++) AddUnmatched(site, $"198.51.100.{i}");
        var first = await Unmatched(site, null);
        Assert.Equal((2, 3), (first.GetProperty("nodes").GetArrayLength(), first.GetProperty("totalCount").GetInt32()));
        var second = await Unmatched(site, first.GetProperty("pageInfo").GetProperty("endCursor").GetString());
        Assert.Equal("198.51.100.0", Assert.Single(second.GetProperty("nodes").EnumerateArray()).GetProperty("source").GetString());
        Assert.False(second.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
    }

    [Fact]
    public async Task Caller_is_assigned_to_a_connector_with_ip_auth_and_is_unmatched_no_more()
    {
        var site = AddSite();
        var connector = AddConnector(site, ConnectionType.Ip);
        AddUnmatched(site, "203.0.113.7");
        for (var i = 0; i < 2; i++)
        {
            var payload = await Assign("203.0.113.7", GlobalId.Of(connector.Id));
            Assert.Empty(payload.GetProperty("errors").EnumerateArray());
            // The second time it is there already.
            Assert.Equal("192.0.2.1, 203.0.113.7", payload.GetProperty("connector").GetProperty("ipAddress").GetString());
        }
        Assert.False(api.World.UnmatchedCallers.ContainsKey("203.0.113.7"));
        Assert.Equal(2, api.World.Connectors[connector.Id].Version);
    }

    [Fact]
    public async Task Operator_assigns_who_called_the_site_of_the_connector_and_nobody_else()
    {
        var (site, other) = (AddSite(), AddSite());
        var connector = AddConnector(site, ConnectionType.Ip);
        AddUnmatched(site, "203.0.113.21");
        AddUnmatched(other, "203.0.113.22");
        using var client = api.NewClient(Role.Operator);
        foreach (var source in new[] { "203.0.113.22", "203.0.113.23" })
        {
            var error = Assert.Single((await Assign(source, GlobalId.Of(connector.Id), client)).GetProperty("errors").EnumerateArray());
            Assert.Equal(("NotFoundError", "source"), (error.GetProperty("__typename").GetString(), error.GetProperty("field").GetString()));
        }
        for (var i = 0; i < 2; i++) Assert.Empty((await Assign("203.0.113.21", GlobalId.Of(connector.Id), client)).GetProperty("errors").EnumerateArray());
        Assert.Equal("192.0.2.1, 203.0.113.21", api.World.Connectors[connector.Id].Address);
        Assert.True(api.World.UnmatchedCallers.ContainsKey("203.0.113.22"));
    }

    [Fact]
    public async Task Caller_that_cannot_be_assigned_is_refused_with_the_field()
    {
        var site = AddSite();
        var byAddress = GlobalId.Of(AddConnector(site, ConnectionType.Ip).Id);
        var byPassword = GlobalId.Of(AddConnector(site, ConnectionType.Password).Id);
        Assert.Equal("NotFoundError connectorId", await Refused("203.0.113.8", "rubbish"));
        Assert.Equal("MalformedFieldError source", await Refused("pbx.example", byAddress));
        Assert.Equal("ContradictionError connectorId", await Refused("203.0.113.8", byPassword));

        async Task<string> Refused(string source, string connector)
        {
            var error = Assert.Single((await Assign(source, connector)).GetProperty("errors").EnumerateArray());
            return $"{error.GetProperty("__typename").GetString()} {error.GetProperty("field").GetString()}";
        }
    }

    [Fact]
    public async Task Trunk_says_how_many_channels_are_in_use()
    {
        var connector = AddConnector(AddSite(), ConnectionType.Ip);
        api.World.Channels[connector.Id] = 17;
        api.Trunks.Set(new TrunkStatus(connector.Id, TrunkState.Reachable, true, "", DateTimeOffset.UnixEpoch, null, null, "node-1"));
        var data = await api.Data("query ($id: ID!) { connector(id: $id) { limits { channels } trunk { channelsInUse } } }", new { id = GlobalId.Of(connector.Id) });
        Assert.Equal(17, data.GetProperty("connector").GetProperty("trunk").GetProperty("channelsInUse").GetInt32());
    }

    [Fact]
    public async Task Relayed_calls_of_a_connector_are_paged_from_the_latest_on_with_what_came_from_each_side()
    {
        var site = AddSite();
        var connector = AddConnector(site, ConnectionType.Ip);
        var other = AddConnector(site, ConnectionType.Ip);
        foreach (var (caller, called) in new (ConnectorId?, ConnectorId?)[] { (connector.Id, null), (other.Id, null), (null, connector.Id) })
        {
            api.World.RelayedCalls.Add(new MediaReport(
                Interlocked.Increment(ref s_sequence), "call-id", DateTimeOffset.UnixEpoch, caller, called,
                [new MediaLineReport("audio", new MediaFlow(500, 86_000, 3, 0, DateTimeOffset.UnixEpoch, "192.0.2.1:4000"), new MediaFlow(0, 0, 0, 7, null, null))],
                "No audio comes from the called phone."));
        }

        var first = await Relayed(connector.Id, null);
        Assert.Equal((2, true), (first.GetProperty("totalCount").GetInt32(), first.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()));
        Assert.Equal(GlobalId.Of(connector.Id), Assert.Single(first.GetProperty("nodes").EnumerateArray()).GetProperty("calledConnectorId").GetString());
        var second = await Relayed(connector.Id, first.GetProperty("pageInfo").GetProperty("endCursor").GetString());
        Assert.False(second.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        var call = Assert.Single(second.GetProperty("nodes").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, call.GetProperty("calledConnectorId").ValueKind);
        Assert.Equal("No audio comes from the called phone.", call.GetProperty("verdict").GetString());
        var media = Assert.Single(call.GetProperty("media").EnumerateArray());
        Assert.Equal(
            "{\"packets\":500,\"bytes\":86000,\"lost\":3,\"strays\":0,\"lastPacket\":\"1970-01-01T00:00:00\\u002B00:00\",\"source\":\"192.0.2.1:4000\"}",
            media.GetProperty("fromCaller").GetRawText());
        Assert.Equal("{\"packets\":0,\"strays\":7,\"lastPacket\":null}", media.GetProperty("fromCalled").GetRawText());
    }

    [Fact]
    public async Task Connector_says_why_its_far_end_was_not_let_in()
    {
        var connector = AddConnector(AddSite(), ConnectionType.Password);
        Assert.Equal(JsonValueKind.Null, (await Failure(connector.Id)).ValueKind);
        api.World.FarEndFailures[connector.Id] = new FarEndFailure(connector.Id, "Another password.", DateTimeOffset.UnixEpoch, "udp:192.0.2.1:5060");
        Assert.Equal(
            "{\"text\":\"Another password.\",\"time\":\"1970-01-01T00:00:00\\u002B00:00\",\"source\":\"udp:192.0.2.1:5060\"}",
            (await Failure(connector.Id)).GetRawText());
    }

    [Fact]
    public async Task Node_says_what_it_holds_for_calls() => Assert.Equal(
        "{\"channels\":3,\"transactions\":4,\"relaySessions\":2,\"relayPorts\":8}",
        (await api.Data("{ nodeActivity { channels transactions relaySessions relayPorts } }")).GetProperty("nodeActivity").GetRawText());

    [Fact]
    public async Task Explanation_has_the_cause_that_the_call_would_have()
    {
        var data = await api.Data("query ($id: ID!) { explainRoute(siteId: $id, number: \"150\") { cause advice } }", new { id = GlobalId.Of(AddSite()) });
        Assert.Equal("TRUNK_DOWN", data.GetProperty("explainRoute").GetProperty("cause").GetString());
        Assert.Equal(CallCauseText.Advice(CallCause.TrunkDown), data.GetProperty("explainRoute").GetProperty("advice").GetString());
    }

    private async Task<JsonElement> Relayed(ConnectorId connector, string? after) => (await api.Data(
        "query ($id: ID!, $after: String) { connector(id: $id) { relayedCalls(first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { callId since callerConnectorId calledConnectorId verdict media { kind fromCaller { packets bytes lost strays lastPacket source } fromCalled { packets strays lastPacket } } } } } }",
        new { id = GlobalId.Of(connector), after })).GetProperty("connector").GetProperty("relayedCalls");

    private async Task<JsonElement> Failure(ConnectorId connector) => (await api.Data(
        "query ($id: ID!) { connector(id: $id) { authenticationFailure { text time source } } }",
        new { id = GlobalId.Of(connector) })).GetProperty("connector").GetProperty("authenticationFailure");

    private async Task<JsonElement> Failed(SiteId site, string parameter, string arguments, object variables)
    {
        Assert.NotEqual(default, site);
        return (await api.Data(
            $"query ($id: ID!, {parameter}) {{ site(id: $id) {{ failedCalls({arguments}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ time from to connectorId connector {{ name }} cause text advice status callId count }} }} }} }}",
            variables)).GetProperty("site").GetProperty("failedCalls");
    }

    private async Task<JsonElement> Unmatched(SiteId site, string? after) => (await api.Data(
        "query ($site: ID!, $after: String) { unmatchedCallers(siteId: $site, first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { source port username from to method reason text count firstSeen lastSeen siteId connectorId } } }",
        new { site = GlobalId.Of(site), after })).GetProperty("unmatchedCallers");

    private async Task<JsonElement> Assign(string source, string connectorId, HttpClient? client = null) => (await ApiHost.Data(
        client ?? api.Client,
        "mutation ($input: AssignCallerInput!) { assignCaller(input: $input) { connector { ipAddress } errors { __typename ... on Error { field message } } } }",
        new { input = new { source, connectorId } })).GetProperty("assignCaller");

    private SiteId AddSite()
    {
        var id = SiteId.New();
        api.World.Sites[id] = new Site(id, $"n-{id}", [], false, 1);
        return id;
    }

    private Connector AddConnector(SiteId site, ConnectionType type)
    {
        var id = ConnectorId.New();
        return api.World.Connectors[id] = new Connector(
            id, site, $"c-{id}", type, "192.0.2.1", [new ExtensionRange(RangeId.New(), id, new NumberRange(Number.Parse("150"), Number.Parse("200")), 0, "")],
            type == ConnectionType.Password ? "trunk" : null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
            false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
    }

    private void AddFailed(SiteId site, ConnectorId? connector, CallCause cause, string to, long count = 1) => api.World.FailedCalls.Add(new FailedCall(
        Interlocked.Increment(ref s_sequence), DateTimeOffset.UnixEpoch, site, connector, "100", to, cause, CallCauseText.Sentence(cause, new CauseSubject(Number: to)),
        CallCauseText.Advice(cause), CallCauseText.Status(cause), "call-id", count));

    private void AddUnmatched(SiteId site, string source) => api.World.UnmatchedCallers[source] = new UnmatchedCaller(
        Interlocked.Increment(ref s_sequence), source, 5060, site, null, "sip:7@x", "sip:8@y", "INVITE", UnmatchedReason.AddressUnknown, "t", null, 3,
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
