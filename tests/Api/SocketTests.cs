using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests;

/// <summary>graphql-transport-ws as its protocol document says, each test with an API and trunks of its own.</summary>
public sealed class SocketTests(ApiHost api) : IAsyncLifetime
{
    private const string Changes = "subscription ($site: ID, $connector: ID) { trunkStateChanged(siteId: $site, connectorId: $connector) { connectorId connector { name } trunk { state usable cause } } }";

    private readonly FakeTrunkStates _trunks = new();
    private readonly FakeTimeProvider _time = new();
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync() =>
        _app = await api.Start(_trunks, options => (options.MaxOperationsPerSocket, options.MaxRequestBytes) = (3, 10_000), _time);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Subscriber_hears_each_change_of_what_it_asked_for()
    {
        var site = SiteId.New();
        var (mine, other, foreign) = (AddConnector(site, "mine"), AddConnector(site, "other"), AddConnector(SiteId.New(), "foreign"));
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("all", Changes);
        await client.Subscribe("site", Changes, new { site = GlobalId.Of(site) });
        await client.Subscribe("one", Changes, new { connector = GlobalId.Of(mine) });
        await _trunks.Watched(3, client.Bound);

        foreach (var connector in new[] { foreign, other, mine }) _trunks.Set(Status(connector, TrunkState.Unreachable), connector == foreign ? SiteId.New() : site);

        var heard = new List<(string? Id, string? Name)>();
        while (heard.Count < 6)
        {
            var message = await client.Receive();
            Assert.Equal("next", message.GetProperty("type").GetString());
            var change = message.GetProperty("payload").GetProperty("data").GetProperty("trunkStateChanged");
            Assert.Equal("UNREACHABLE", change.GetProperty("trunk").GetProperty("state").GetString());
            heard.Add((message.GetProperty("id").GetString(), change.GetProperty("connector").GetProperty("name").GetString()));
        }
        Assert.Equal(["foreign", "other", "mine"], heard.Where(change => change.Id == "all").Select(change => change.Name));
        Assert.Equal(["other", "mine"], heard.Where(change => change.Id == "site").Select(change => change.Name));
        Assert.Equal(["mine"], heard.Where(change => change.Id == "one").Select(change => change.Name));
    }

    [Fact]
    public async Task Complete_stops_a_subscription_and_frees_its_id()
    {
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", Changes);
        await _trunks.Watched(1, client.Bound);
        await client.Send(new { type = "complete", id = "1" });
        await _trunks.Watched(0, client.Bound);
        await client.Subscribe("1", Changes);
        await _trunks.Watched(1, client.Bound);
        await client.Close();
        await _trunks.Watched(0, client.Bound);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task Client_that_vanishes_leaves_nothing_behind()
    {
        var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", Changes);
        await _trunks.Watched(1, client.Bound);
        client.Dispose();
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _trunks.Watched(0, bound.Token);
    }

    [Fact]
    public async Task Fault_of_the_source_is_error_without_a_leak()
    {
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", Changes);
        await _trunks.Watched(1, client.Bound);
        _trunks.Events.Break(World.Explosion(World.Boom));
        var errors = await client.Receive("error", "1");
        Assert.Equal("INTERNAL", errors[0].GetProperty("extensions").GetProperty("code").GetString());
        Assert.DoesNotContain(World.Secret, errors.ToString());
    }

    [Fact]
    public async Task Query_and_mutation_run_over_the_socket()
    {
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("q", "{ __typename }");
        Assert.Equal("Query", (await client.Receive("next", "q")).GetProperty("data").GetProperty("__typename").GetString());
        await client.Receive("complete", "q");
        await client.Subscribe("m", "mutation { deleteSite(input: { id: \"x\" }) { errors { __typename } } }");
        Assert.True((await client.Receive("next", "m")).TryGetProperty("data", out _));
        await client.Receive("complete", "m");
    }

    [Theory]
    [InlineData("{ nothing }", null)]
    [InlineData("subscription { trunkStateChanged(siteId: \"rubbish\") { connectorId } }", "BAD_ARGUMENT")]
    public async Task Operation_that_does_not_run_is_error(string query, string? code)
    {
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", query);
        var errors = await client.Receive("error", "1");
        if (code is not null) Assert.Equal(code, errors[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Ping_is_answered_and_pong_is_not()
    {
        using var client = await SocketClient.Ready(_app);
        await client.Send(new { type = "pong" });
        await client.Send(new { type = "ping" });
        Assert.Equal("pong", (await client.Receive()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Operations_beyond_the_limit_are_refused_one_by_one()
    {
        using var client = await SocketClient.Ready(_app);
        for (var i = 0; i < 3; i++) await client.Subscribe($"{i}", Changes);
        await client.Subscribe("3", Changes);
        Assert.Equal("TOO_MANY_OPERATIONS", (await client.Receive("error", "3"))[0].GetProperty("extensions").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("authorization", "Bearer " + ApiHost.Key)]
    [InlineData("Authorization", "Bearer " + ApiHost.Key)]
    [InlineData("x-api-key", ApiHost.Key)]
    public async Task Key_may_be_shown_in_connection_init(string name, string value)
    {
        using var client = await SocketClient.Connect(_app, key: null);
        await client.Send(new { type = "connection_init", payload = new Dictionary<string, string> { [name] = value } });
        Assert.Equal("connection_ack", (await client.Receive()).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong-wrong-wrong-wrong")]
    public async Task Wrong_or_missing_key_in_connection_init_is_4403(string? authorization)
    {
        using var client = await SocketClient.Connect(_app, key: null);
        await client.Send(new { type = "connection_init", payload = new { authorization } });
        Assert.Equal(4403, await client.Closed());
    }

    [Fact]
    public async Task Wrong_key_in_the_header_is_401()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.Connect(_app, "wrong-wrong-wrong-wrong"));
        Assert.Contains("401", refused.Message);
    }

    [Fact]
    public async Task Subscribe_before_connection_init_is_4401()
    {
        using var client = await SocketClient.Connect(_app);
        await client.Subscribe("1", Changes);
        Assert.Equal(4401, await client.Closed());
    }

    [Fact]
    public async Task Second_connection_init_is_4429()
    {
        using var client = await SocketClient.Ready(_app);
        await client.Send(new { type = "connection_init" });
        Assert.Equal(4429, await client.Closed());
    }

    [Fact]
    public async Task Id_in_use_is_4409()
    {
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", Changes);
        await client.Subscribe("1", Changes);
        Assert.Equal(4409, await client.Closed());
        Assert.Equal("Subscriber for 1 already exists", client.CloseDescription);
    }

    [Fact]
    public async Task Payload_of_connection_init_that_is_no_object_is_4400()
    {
        using var client = await SocketClient.Connect(_app);
        await client.Send(new { type = "connection_init", payload = "text" });
        Assert.Equal(4400, await client.Closed());
    }

    [Fact]
    public async Task No_connection_init_in_time_is_4408()
    {
        using var client = await SocketClient.Connect(_app, key: null);
        // Answered, so the session and its timer run.
        await client.Send(new { type = "ping" });
        await client.Receive();
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4408, await client.Closed());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"unknown"}""")]
    [InlineData("""{"type":"complete"}""")]
    [InlineData("""{"type":"subscribe","id":"1"}""")]
    [InlineData("""{"type":"subscribe","payload":{"query":"{__typename}"}}""")]
    [InlineData("""{"type":"subscribe","id":"1","payload":{}}""")]
    [InlineData("""{"type":"\ud800"}""")]
    public async Task Message_that_is_none_is_4400(string message)
    {
        using var client = await SocketClient.Ready(_app);
        await client.SendText(message);
        Assert.Equal(4400, await client.Closed());
    }

    [Fact]
    public async Task Binary_message_is_4400()
    {
        using var client = await SocketClient.Ready(_app);
        await client.SendText("{}", WebSocketMessageType.Binary);
        Assert.Equal(4400, await client.Closed());
    }

    [Fact]
    public async Task Message_above_the_limit_is_1009()
    {
        using var client = await SocketClient.Ready(_app);
        await client.SendText($"\"{new string('x', 20_000)}\"");
        Assert.Equal(1009, await client.Closed());
    }

    [Fact]
    public async Task Other_subprotocol_is_4406()
    {
        using var client = await SocketClient.Connect(_app, protocol: null);
        Assert.Equal(4406, await client.Closed());
    }

    [Fact]
    public async Task Node_that_stops_says_so()
    {
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", Changes);
        await _trunks.Watched(1, client.Bound);
        var stopping = _app.StopAsync(client.Bound);
        Assert.Equal(1001, await client.Closed());
        await stopping;
    }

    private ConnectorId AddConnector(SiteId site, string name)
    {
        var id = ConnectorId.New();
        api.World.Connectors[id] = new Connector(
            id, site, name, ConnectionType.Ip, "192.0.2.1", [], null, null, false, false, true, false, 100, TrunkTransport.Udp, 4, CallerIdentity.Extension,
            false, false, 1800, TlsPolicy.Default, TrunkLimits.Default, null, 1);
        return id;
    }

    private static TrunkStatus Status(ConnectorId connector, TrunkState state) =>
        new(connector, state, false, "Nobody answers.", DateTimeOffset.UnixEpoch, null, null, "node-1");
}
