using System.Text.Encodings.Web;
using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.Tests;

public sealed class ClusterTests(ApiHost api)
{
    // Without it a "+" is an escape.
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Node_that_answers_speaks_for_itself()
    {
        var node = await Node("node-1", "number state version startedAt fenced notReady unreachable sockets { protocol local advertisedHost } load { channels }");

        Assert.Equal("""{"name":"node-1","number":1,"state":"ACTIVE","version":"1.2.3","startedAt":"1970-01-01T00:00:00+00:00","fenced":false,"notReady":null,"unreachable":null,"sockets":[{"protocol":"udp","local":"127.0.0.1:5060","advertisedHost":null},{"protocol":"tls","local":"0.0.0.0:5061","advertisedHost":"sip.example"}],"load":{"channels":3}}""", Text(node));
    }

    [Fact]
    public async Task Other_node_is_asked_through_its_grain()
    {
        var node = await Node("node-2", "fenced notReady unreachable load { transactions channels relaySessions relayPorts }");

        Assert.True(node.GetProperty("fenced").GetBoolean());
        Assert.Equal(NodeReadinessText.Of(NodeReadiness.Fenced), node.GetProperty("notReady").GetString());
        Assert.Equal(JsonValueKind.Null, node.GetProperty("unreachable").ValueKind);
        Assert.Equal("""{"transactions":40,"channels":30,"relaySessions":20,"relayPorts":80}""", Text(node.GetProperty("load")));
    }

    [Fact]
    public async Task Node_that_drains_and_is_fenced_says_both()
    {
        var node = await Node(Fakes.FakeCluster.Stopping, "fenced notReady");

        Assert.True(node.GetProperty("fenced").GetBoolean());
        Assert.Equal(NodeReadinessText.Of(NodeReadiness.Draining), node.GetProperty("notReady").GetString());
    }

    [Theory]
    [InlineData("node-3", "gone")]
    [InlineData(Fakes.FakeCluster.Dying, "cannot be reached")]
    public async Task Node_that_does_not_answer_has_no_load_and_says_why(string name, string why)
    {
        var node = await Node(name, "fenced notReady unreachable load { channels }");

        Assert.Equal(JsonValueKind.Null, node.GetProperty("fenced").ValueKind);
        Assert.Equal(JsonValueKind.Null, node.GetProperty("notReady").ValueKind);
        Assert.Equal(JsonValueKind.Null, node.GetProperty("load").ValueKind);
        Assert.Contains(why, node.GetProperty("unreachable").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_is_found_by_its_id()
    {
        var id = (await Node("node-2", "id")).GetProperty("id").GetString();
        var found = await api.Data("query ($id: ID!) { node(id: $id) { id ... on ClusterNode { name } } }", new { id });

        Assert.Equal("node-2", found.GetProperty("node").GetProperty("name").GetString());
        Assert.Equal(id, found.GetProperty("node").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Trunks_of_a_node_are_counted_by_state_and_paged()
    {
        api.Cluster.Add(20, "with-trunks", NodeState.Active);
        var connectors = Enumerable.Range(0, 5).Select(static _ => new ConnectorId(Guid.CreateVersion7())).OrderBy(static id => id.Value).ToList();
        for (var i = 0; i < connectors.Count; i++) api.Trunks.Set(Status(connectors[i], i == 2 ? TrunkState.Rejected : TrunkState.Registered, "with-trunks"));
        api.Trunks.Set(Status(new ConnectorId(Guid.CreateVersion7()), TrunkState.Registered, "elsewhere"));

        var counts = (await Node("with-trunks", "trunkCounts { state count }")).GetProperty("trunkCounts").EnumerateArray();
        Assert.Equal(["REGISTERED 4", "REJECTED 1"], counts.Select(each => $"{each.GetProperty("state").GetString()} {each.GetProperty("count").GetInt32()}"));

        var seen = new List<string?>();
        for (string? after = null; ;)
        {
            var page = (await Node("with-trunks", $"trunks(first: 2{(after is null ? "" : $", after: \"{after}\"")}) {{ totalCount nodes {{ connectorId trunk {{ state }} }} pageInfo {{ hasNextPage endCursor }} }}")).GetProperty("trunks");
            Assert.Equal(5, page.GetProperty("totalCount").GetInt32());
            seen.AddRange(page.GetProperty("nodes").EnumerateArray().Select(static each => each.GetProperty("connectorId").GetString()));
            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean()) break;
            after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
        }
        Assert.Equal(connectors.Select(GlobalId.Of), seen);
    }

    [Fact]
    public async Task Home_of_a_connector_is_named_with_its_time_and_reason()
    {
        var site = new SiteId(Guid.CreateVersion7());
        var (settled, unknown) = (AddConnector(site, "settled"), AddConnector(site, "unknown"));
        api.Cluster.Homes[settled] = new ConnectorHome(api.Cluster.Find("node-2")!, DateTimeOffset.UnixEpoch, "The preferred node node-1 is draining.");

        Assert.Equal(
            """{"node":{"name":"node-2"},"since":"1970-01-01T00:00:00+00:00","reason":"The preferred node node-1 is draining."}""",
            Text(await Home(settled)));
        Assert.Equal(JsonValueKind.Null, (await Home(unknown)).ValueKind);

        async Task<JsonElement> Home(ConnectorId id) =>
            (await api.Data("query ($id: ID!) { connector(id: $id) { home { node { name } since reason } } }", new { id = GlobalId.Of(id) })).GetProperty("connector").GetProperty("home");
    }

    [Fact]
    public async Task Node_is_drained_and_its_drain_taken_back()
    {
        api.Cluster.Add(30, "to-drain", NodeState.Active);

        Assert.Equal("""{"node":{"name":"to-drain","state":"DRAINING"},"errors":[]}""", Text(await Change("drainNode", 30)));
        Assert.Equal("""{"node":{"name":"to-drain","state":"ACTIVE"},"errors":[]}""", Text(await Change("undrainNode", 30)));
    }

    [Theory]
    [InlineData("drainNode", 99, "NotFoundError")]
    [InlineData("undrainNode", 99, "NotFoundError")]
    [InlineData("undrainNode", 5, "ContradictionError")]
    public async Task Drain_that_makes_no_sense_is_refused_by_a_typed_error(string mutation, ushort number, string error)
    {
        var payload = await Change(mutation, number);

        Assert.Equal(JsonValueKind.Null, payload.GetProperty("node").ValueKind);
        var refusal = Assert.Single(payload.GetProperty("errors").EnumerateArray());
        Assert.Equal((error, "nodeId"), (refusal.GetProperty("__typename").GetString(), refusal.GetProperty("field").GetString()));
    }

    [Fact]
    public async Task Drain_that_the_cluster_refuses_names_the_field_of_the_input()
    {
        var cluster = new Fakes.FakeCluster { Refusal = new Fault(FaultCode.Contradiction, "node", "No other node is active.") };
        await using var app = await api.Start(api.Trunks, cluster: cluster);
        using var client = ApiHost.NewClient(app, ApiHost.Key);

        foreach (var mutation in new[] { "drainNode", "undrainNode" })
        {
            var refusal = Assert.Single((await Change(mutation, 1, client)).GetProperty("errors").EnumerateArray());
            Assert.Equal(("ContradictionError", "nodeId"), (refusal.GetProperty("__typename").GetString(), refusal.GetProperty("field").GetString()));
        }
    }

    [Fact]
    public async Task Cluster_key_is_rotated_or_refused_by_a_typed_error()
    {
        const string Mutation = "mutation { rotateClusterKey(input: { expectedKey: 6 }) { key sealsFrom errors { __typename ... on Error { message } } } }";
        Assert.Equal("""{"key":7,"sealsFrom":"1970-01-01T00:00:05+00:00","errors":[]}""", Text((await api.Data(Mutation)).GetProperty("rotateClusterKey")));

        var stale = await api.Data("mutation { rotateClusterKey(input: { expectedKey: 5 }) { errors { __typename ... on Error { field } } } }");
        Assert.Equal("""{"errors":[{"__typename":"StaleVersionError","field":"expectedKey"}]}""", Text(stale.GetProperty("rotateClusterKey")));

        var cluster = new Fakes.FakeCluster { NoKey = new Fault(FaultCode.Contradiction, "", "The last one is new.") };
        await using var app = await api.Start(api.Trunks, cluster: cluster);
        using var client = ApiHost.NewClient(app, ApiHost.Key);
        var refused = (await ApiHost.Data(client, Mutation)).GetProperty("rotateClusterKey");

        Assert.Equal(JsonValueKind.Null, refused.GetProperty("key").ValueKind);
        Assert.Equal("ContradictionError", Assert.Single(refused.GetProperty("errors").EnumerateArray()).GetProperty("__typename").GetString());
    }

    private async Task<JsonElement> Node(string name, string fields) =>
        (await api.Data($"{{ nodes {{ name {fields} }} }}")).GetProperty("nodes").EnumerateArray().Single(node => node.GetProperty("name").GetString() == name);

    private async Task<JsonElement> Change(string mutation, ushort node, HttpClient? client = null) => (await ApiHost.Data(
        client ?? api.Client,
        $"mutation ($node: ID!) {{ {mutation}(input: {{ nodeId: $node }}) {{ node {{ name state }} errors {{ __typename ... on Error {{ field message }} }} }} }}",
        new { node = GlobalId.OfClusterNode(node) })).GetProperty(mutation);

    private static string Text(JsonElement element) => JsonSerializer.Serialize(element, s_plain);

    private ConnectorId AddConnector(SiteId site, string name)
    {
        var id = new ConnectorId(Guid.CreateVersion7());
        api.World.Connectors[id] = new Connector(
            id, site, name, ConnectionType.Ip, "192.0.2.1", [], null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
            false, false, 0, TlsPolicy.Default, TrunkLimits.Default, null, 1);
        return id;
    }

    private static TrunkStatus Status(ConnectorId connector, TrunkState state, string node) => new(connector, state, true, "", DateTimeOffset.UnixEpoch, null, null, node);
}
