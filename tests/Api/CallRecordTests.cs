using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests;

public sealed class CallRecordTests(ApiHost api)
{
    private static readonly DateTimeOffset Began = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static long s_number;

    [Fact]
    public async Task Active_calls_of_all_nodes_are_one_list_that_names_who_did_not_answer()
    {
        var site = AddSite();
        for (var i = 0; i < 5; i++)
            (i % 2 == 0 ? api.World.ActiveCalls : api.World.ActiveElsewhere).Add(new ActiveCallInfo(NewKey(), site, "call-id", "100", $"20{i}", null, null, Began, null));
        var all = new List<string?>();
        string? after = null;
        do
        {
            var page = (await api.Data(
                "query ($site: ID!, $after: String) { activeCalls(siteId: $site, first: 2, after: $after) { totalCount silentNodes pageInfo { hasNextPage endCursor } nodes { id number answeredAt } } }",
                new { site = GlobalId.Of(site), after })).GetProperty("activeCalls");
            Assert.Equal(5, page.GetProperty("totalCount").GetInt32());
            Assert.Contains(FakeCluster.Dying, page.GetProperty("silentNodes").EnumerateArray().Select(static name => name.GetString()));
            all.AddRange(page.GetProperty("nodes").EnumerateArray().Select(static call => call.GetProperty("number").GetString()));
            after = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() ? page.GetProperty("pageInfo").GetProperty("endCursor").GetString() : null;
        } while (after is not null);
        Assert.Equal(["204", "203", "202", "201", "200"], all);
    }

    [Fact]
    public async Task Failed_calls_and_unmatched_callers_of_other_nodes_are_among_those_of_this_one()
    {
        var site = AddSite();
        var call = new FailedCall(1, Began, site, null, "100", "200", CallCause.TrunkDown, "t", "a", 503, "call-id", 1);
        api.World.FailedCalls.Add(call);
        api.World.FailedElsewhere.Add(call with { Time = Began.AddSeconds(1), To = "201" });
        var page = (await api.Data("query ($id: ID!) { site(id: $id) { failedCalls { totalCount silentNodes nodes { to } } } }", new { id = GlobalId.Of(site) })).GetProperty("site").GetProperty("failedCalls");
        Assert.Equal(["201", "200"], page.GetProperty("nodes").EnumerateArray().Select(static each => each.GetProperty("to").GetString()));

        var source = $"198.51.100.{Interlocked.Increment(ref s_number) % 200}";
        var caller = new UnmatchedCaller(7, source, 5060, site, null, "sip:7@x", "sip:8@y", "INVITE", UnmatchedReason.AddressUnknown, "t", null, 3, Began, Began);
        api.World.UnmatchedCallers[source] = caller;
        api.World.UnmatchedElsewhere[source] = caller with { Count = 4, LastSeen = Began.AddHours(1) };
        var one = Assert.Single((await api.Data("query ($id: ID!) { unmatchedCallers(siteId: $id) { nodes { count lastSeen } } }", new { id = GlobalId.Of(site) }))
            .GetProperty("unmatchedCallers").GetProperty("nodes").EnumerateArray());
        Assert.Equal((7L, Began.AddHours(1)), (one.GetProperty("count").GetInt64(), one.GetProperty("lastSeen").GetDateTimeOffset()));
    }

    [Fact]
    public async Task Calls_per_minute_are_those_of_the_sites_that_the_caller_sees()
    {
        var (site, other) = (AddSite(), AddSite());
        var time = new DateTimeOffset(2025, 6, 7, 8, 9, 10, TimeSpan.Zero);
        foreach (var (of, outcome) in new[] { (site, CallOutcome.Answered), (site, CallOutcome.Failed), (other, CallOutcome.Answered) })
        {
            var key = NewKey();
            api.World.CallRecords[key] = new CallRecord(
                key, of, "node-1", "call", "100", "150", "150", "150", null, null, time, null, null, time, outcome, null, 200, CallEnd.Called, "", [], null);
        }
        const string Document = "query ($site: ID, $from: DateTime!, $to: DateTime!) { callsPerMinute(siteId: $site, from: $from, to: $to) { begin calls answered failed } }";
        using var scoped = api.NewClient(Role.Viewer, other);
        async Task<string> Counts(SiteId? of, HttpClient? client = null)
        {
            var variables = new { site = of is { } one ? GlobalId.Of(one) : null, from = time.AddMinutes(-5), to = time.AddMinutes(5) };
            var data = await ApiHost.Data(client ?? api.Client, Document, variables);
            return string.Join(' ', data.GetProperty("callsPerMinute").EnumerateArray().Select(static m =>
                $"{m.GetProperty("begin").GetDateTimeOffset():HH:mm} {m.GetProperty("calls").GetInt32()}/{m.GetProperty("answered").GetInt32()}/{m.GetProperty("failed").GetInt32()}"));
        }
        Assert.Equal("08:09 3/2/1", await Counts(null));
        Assert.Equal("08:09 2/1/1", await Counts(site));
        Assert.Equal("08:09 1/1/0", await Counts(null, scoped));
        Assert.Equal("", await Counts(site, scoped));
    }

    [Fact]
    public async Task Records_are_paged_told_in_words_and_exported()
    {
        var site = AddSite();
        var gone = ConnectorId.New();
        var key = NewKey();
        api.World.CallRecords[key] = new CallRecord(
            key, site, "node-1", "call-7", "=100", "150", "150", "9150", null, gone, Began, Began.AddSeconds(1), Began.AddSeconds(3), Began.AddSeconds(63), CallOutcome.Answered, null, 200,
            CallEnd.Called, "Q.850;cause=16",
            [
                new CallAttempt(ConnectorId.New(), "West", "udp:192.0.2.1:5060", "150", TimeSpan.Zero, TimeSpan.FromMilliseconds(200), 503, CallCause.FarSideRefused),
                new CallAttempt(gone, "East", "udp:192.0.2.2:5060", "9150", TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(2.8), 200, null),
            ],
            new CallMedia(10, 20, 1, 2));
        var older = NewKey(-1);
        api.World.CallRecords[older] = api.World.CallRecords[key] with { Key = older, Outcome = CallOutcome.Cancelled, Attempts = [] };
        var failed = NewKey(-2);
        api.World.CallRecords[failed] = api.World.CallRecords[key] with { Key = failed, Outcome = CallOutcome.Failed, Cause = CallCause.FarSideRefused, Status = 404 };
        api.World.Messages.Add(new LadderMessage(Began, true, "udp", "192.0.2.9:5060", "192.0.2.1:5060", "INVITE sip:150@x SIP/2.0", "Call-ID: call-7"));

        var variables = new { site = GlobalId.Of(site) };
        var page = (await api.Data("query ($site: ID!) { callRecords(siteId: $site, first: 1) { pageInfo { hasNextPage endCursor } nodes { id } } }", variables)).GetProperty("callRecords");
        Assert.True(page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean());
        Assert.Equal(GlobalId.Of(key), page.GetProperty("nodes")[0].GetProperty("id").GetString());
        var cancelled = (await api.Data("query ($site: ID!) { callRecords(siteId: $site, number: \"150\", outcome: CANCELLED) { nodes { id } } }", variables)).GetProperty("callRecords");
        Assert.Equal(GlobalId.Of(older), Assert.Single(cancelled.GetProperty("nodes").EnumerateArray()).GetProperty("id").GetString());

        var call = (await api.Data(
            "query ($id: ID!) { call(id: $id) { postDialDelaySeconds ringSeconds talkSeconds outcome endedBy numberSent attempts { connectorName status cause tookSeconds } media { lostFromCalled } ladder { silentNodes messages { node from to startLine } } explanation { happened difference now { summary } } } node(id: $id) { id } }",
            new { id = GlobalId.Of(key) })).GetProperty("call");
        Assert.Equal((1.0, 2.0, 60.0), (call.GetProperty("postDialDelaySeconds").GetDouble(), call.GetProperty("ringSeconds").GetDouble(), call.GetProperty("talkSeconds").GetDouble()));
        Assert.Equal(("CALLED", 2), (call.GetProperty("endedBy").GetString(), call.GetProperty("media").GetProperty("lostFromCalled").GetInt32()));
        Assert.Equal("node-1 192.0.2.9:5060", Assert.Single(call.GetProperty("ladder").GetProperty("messages").EnumerateArray()) is var m ? $"{m.GetProperty("node").GetString()} {m.GetProperty("from").GetString()}" : "");
        Assert.Equal(
            [
                "=100 dialled 150.", "Connector \"West\" (150 at udp:192.0.2.1:5060): 503 after 0.2 s, next candidate.",
                "Connector \"East\" (9150 at udp:192.0.2.2:5060): answered after 2.8 s.", "It was answered after 3.0 s.",
                "The called side hung up after 60.0 s of talk (Q.850;cause=16).",
            ],
            call.GetProperty("explanation").GetProperty("happened").EnumerateArray().Select(static s => s.GetString()));
        Assert.StartsWith("Then the call went to connector \"West\" first; now it ", call.GetProperty("explanation").GetProperty("difference").GetString(), StringComparison.Ordinal);

        var words = (await api.Data("query ($id: ID!, $answered: ID!) { call(id: $id) { text advice } answered: call(id: $answered) { text } }", new { id = GlobalId.Of(failed), answered = GlobalId.Of(key) }));
        Assert.Equal("The far side of connector \"East\" answered 404.", words.GetProperty("call").GetProperty("text").GetString());
        Assert.StartsWith("The far side does not have the number", words.GetProperty("call").GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, words.GetProperty("answered").GetProperty("text").ValueKind);

        var csv = (await api.Data("query ($site: ID!) { exportCallRecords(siteId: $site, format: CSV) { text count hasNextPage } }", variables)).GetProperty("exportCallRecords");
        var lines = csv.GetProperty("text").GetString()!.Split('\n');
        Assert.StartsWith("id,startedAt,", lines[0], StringComparison.Ordinal);
        Assert.Contains(",'=100,150,9150,", lines[1], StringComparison.Ordinal);
        Assert.Equal((5, 3), (lines.Length, csv.GetProperty("count").GetInt32()));
        var json = (await api.Data("query ($site: ID!) { exportCallRecords(siteId: $site, format: JSON) { text } }", variables)).GetProperty("exportCallRecords").GetProperty("text").GetString()!;
        Assert.Equal("150", JsonDocument.Parse(json.Split('\n')[0]).RootElement.GetProperty("number").GetString());
    }

    [Fact]
    public async Task Call_that_was_never_offered_names_the_connector_that_was_down()
    {
        var (site, down, key) = (AddSite(), ConnectorId.New(), NewKey());
        api.World.Connectors[down] = new Connector(
            down, site, "Old system", ConnectionType.Ip, "192.0.2.1", [], null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
            false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
        api.World.CallRecords[key] = new CallRecord(
            key, site, "node-1", "call-8", "100", "300", "300", "", null, down, Began, null, null, Began, CallOutcome.Failed, CallCause.TrunkDown, 503, null, "", [], null);
        var call = (await api.Data("query ($id: ID!) { call(id: $id) { text explanation { happened } } }", new { id = GlobalId.Of(key) })).GetProperty("call");
        Assert.Equal("300 is reached over connector \"Old system\", which is down.", call.GetProperty("text").GetString());
        Assert.Equal(
            ["100 dialled 300.", "The caller got 503: 300 is reached over connector \"Old system\", which is down."],
            call.GetProperty("explanation").GetProperty("happened").EnumerateArray().Select(static s => s.GetString()));
    }

    [Fact]
    public async Task Ladder_is_for_operators_and_that_of_some_sites_is_of_the_calls_own_places()
    {
        var (site, key, callId) = (AddSite(), NewKey(), $"ladder-{Guid.NewGuid():N}");
        api.World.CallRecords[key] = new CallRecord(
            key, site, "node-1", callId, "100", "150", "150", "150", null, ConnectorId.New(), Began, null, Began.AddSeconds(3), null, CallOutcome.Answered, null, 200, null, "",
            [
                new CallAttempt(ConnectorId.New(), "West", "udp:192.0.2.1:5060", "150", TimeSpan.Zero, TimeSpan.Zero, 503, CallCause.FarSideRefused),
                new CallAttempt(null, "", "udp:192.0.2.3:5060", "150", TimeSpan.Zero, TimeSpan.Zero, 200, null),
            ],
            null);
        Add(-50, "198.51.100.9:5060", "INVITE earlier");
        Add(0.4, "198.51.100.1:5060", "INVITE caller");
        Add(5, "192.0.2.1:5060", "INVITE offered", isSent: true);
        Add(6, "192.0.2.1:40000", "BYE other port of a far side");
        Add(7, "192.0.2.3:5060", "SIP/2.0 200 answered");
        Add(8, "192.0.2.3:5061", "SIP/2.0 200 other phone of that address");
        Add(9, "198.51.100.7:5060", "INVITE later");
        Add(10, "198.51.100.1:5060", "ACK caller");
        Assert.Equal(8, (await Ladder(api.NewClient(Role.Operator))).Length);
        Assert.Equal(
            ["INVITE caller", "INVITE offered", "BYE other port of a far side", "SIP/2.0 200 answered", "ACK caller"],
            await Ladder(api.NewClient(Role.Operator, site)));
        using var viewer = api.NewClient(Role.Viewer, site);
        var refused = await ApiHost.Run(viewer, Query, new { id = GlobalId.Of(key) });
        Assert.Equal("FORBIDDEN", refused.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());

        void Add(double milliseconds, string remote, string line, bool isSent = false) =>
            api.World.Messages.Add(new LadderMessage(Began.AddMilliseconds(milliseconds), isSent, "udp", "192.0.2.99:5060", remote, line, callId));

        async Task<string?[]> Ladder(HttpClient client)
        {
            using (client)
            {
                return [.. (await ApiHost.Data(client, Query, new { id = GlobalId.Of(key) })).GetProperty("call").GetProperty("ladder").GetProperty("messages").EnumerateArray()
                    .Select(static message => message.GetProperty("startLine").GetString())];
            }
        }
    }

    private const string Query = "query ($id: ID!) { call(id: $id) { ladder { messages { startLine } } } }";

    /// <summary>A key; a later one is greater unless it is put before.</summary>
    private static CallKey NewKey(int before = 0)
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, (Interlocked.Increment(ref s_number) + (before * 1_000_000) + 10_000_000) << 16 | 0x7000);
        return new CallKey(new Guid(bytes, bigEndian: true));
    }

    private SiteId AddSite()
    {
        var id = SiteId.New();
        api.World.Sites[id] = new Site(id, $"n-{id}", [], false, 1);
        return id;
    }
}
