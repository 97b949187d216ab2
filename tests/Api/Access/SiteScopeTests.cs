using System.Text.Json;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests.Access;

/// <summary>What the key of one site sees of another: nothing, by whatever field.</summary>
public sealed class SiteScopeTests(ApiHost api)
{
    [Fact]
    public async Task Sites_are_those_of_the_key()
    {
        var world = new AccessWorld(api);
        using var client = api.NewClient(Role.Viewer, world.Other);
        var sites = (await ApiHost.Data(client, "{ sites { totalCount nodes { id } edges { node { id } } } }")).GetProperty("sites");
        Assert.Equal(1, sites.GetProperty("totalCount").GetInt32());
        Assert.Equal(GlobalId.Of(world.Other), sites.GetProperty("nodes").EnumerateArray().Single().GetProperty("id").GetString());
        Assert.Equal(GlobalId.Of(world.Other), sites.GetProperty("edges").EnumerateArray().Single().GetProperty("node").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Nothing_of_another_site_is_found_by_its_id()
    {
        var world = new AccessWorld(api);
        const string Query = """
            query ($site: ID!, $connector: ID!, $range: ID!) {
              site(id: $site) { id } connector(id: $connector) { id }
              a: node(id: $site) { id } b: node(id: $connector) { id } c: node(id: $range) { id }
              explainRoute(siteId: $site, number: "100") { summary }
            }
            """;
        var variables = new { site = world.SiteId, connector = world.ConnectorId, range = world.RangeId };
        using var foreign = api.NewClient(Role.Admin, world.Other);
        using var own = api.NewClient(Role.Viewer, world.Site);
        Assert.All((await ApiHost.Data(foreign, Query, variables)).EnumerateObject(), field => Assert.Equal(JsonValueKind.Null, field.Value.ValueKind));
        Assert.All((await ApiHost.Data(own, Query, variables)).EnumerateObject(), field => Assert.Equal(JsonValueKind.Object, field.Value.ValueKind));
        // Ids written into the document are looked at as well.
        var literal = await ApiHost.Data(foreign, $"{{ node(id: \"{world.ConnectorId}\") {{ id }} }}");
        Assert.Equal(JsonValueKind.Null, literal.GetProperty("node").ValueKind);
    }

    [Fact]
    public async Task Connector_named_beside_the_own_site_does_not_exist_either()
    {
        var world = new AccessWorld(api);
        using var client = api.NewClient(Role.Viewer, world.Other);
        const string Query = "query ($site: ID!, $over: ID!) { explainRoute(siteId: $site, number: \"100\", arrivedOver: $over) { candidates { connectorId } } }";
        var answer = await ApiHost.Data(client, Query, new { site = GlobalId.Of(world.Other), over = world.ConnectorId });
        Assert.Equal(GlobalId.Of(new ConnectorId(Guid.Empty)), answer.GetProperty("explainRoute").GetProperty("candidates")[0].GetProperty("connectorId").GetString());
    }

    [Fact]
    public async Task Trunks_of_a_node_are_those_of_the_sites()
    {
        var world = new AccessWorld(api);
        var node = api.Cluster.Find(world.NodeNumber)!.Name;
        foreach (var connector in new[] { world.Connector, world.OtherConnector }) api.Trunks.Set(Status(connector.Id, node));
        using var client = api.NewClient(Role.Viewer, world.Other);
        var answer = (await ApiHost.Data(
            client, "query ($id: ID!) { node(id: $id) { ... on ClusterNode { trunkCounts { count } trunks { totalCount nodes { connectorId connector { id } } } } } }", new { id = world.NodeId })).GetProperty("node");
        Assert.Equal(1, answer.GetProperty("trunkCounts").EnumerateArray().Sum(count => count.GetProperty("count").GetInt32()));
        Assert.Equal(1, answer.GetProperty("trunks").GetProperty("totalCount").GetInt32());
        Assert.Equal(GlobalId.Of(world.OtherConnector.Id), answer.GetProperty("trunks").GetProperty("nodes").EnumerateArray().Single().GetProperty("connectorId").GetString());
    }

    [Fact]
    public async Task Unmatched_callers_are_those_of_the_sites()
    {
        var world = new AccessWorld(api);
        foreach (var (source, site) in new (string, SiteId?)[] { ("own", world.Other), ("foreign", world.Site), ("nobody's", null) })
            api.World.UnmatchedCallers[$"{world.Other}/{source}"] = new UnmatchedCaller(
                1, source, 5060, site, null, "sip:a", "sip:b", "INVITE", UnmatchedReason.AddressUnknown, "Text", null, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        using var client = api.NewClient(Role.Viewer, world.Other);
        var callers = (await ApiHost.Data(client, "{ unmatchedCallers { totalCount nodes { source } } }")).GetProperty("unmatchedCallers");
        Assert.Equal("own", callers.GetProperty("nodes").EnumerateArray().Single().GetProperty("source").GetString());
        Assert.Equal(1, callers.GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task Subscription_tells_of_the_sites_only()
    {
        var world = new AccessWorld(api);
        var trunks = new FakeTrunkStates();
        await using var app = await api.Start(trunks);
        using var socket = await SocketClient.Ready(app, api.Keys.Add(Role.Viewer, null, world.Other));
        await socket.Subscribe("1", "subscription { trunkStateChanged { connectorId } }");
        await trunks.Watched(1, TestContext.Current.CancellationToken);
        foreach (var connector in new[] { world.Connector, world.OtherConnector }) trunks.Set(Status(connector.Id, "node-1"), connector.Site);
        var first = await socket.Receive("next", "1");
        Assert.Equal(GlobalId.Of(world.OtherConnector.Id), first.GetProperty("data").GetProperty("trunkStateChanged").GetProperty("connectorId").GetString());
    }

    private static TrunkStatus Status(ConnectorId connector, string node) =>
        new(connector, TrunkState.Reachable, true, "", DateTimeOffset.UnixEpoch, null, null, node);
}
