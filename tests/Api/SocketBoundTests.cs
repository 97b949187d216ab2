using System.Net.WebSockets;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests;

/// <summary>What one caller, and whoever nobody knows yet, may have of a node's WebSockets.</summary>
public sealed class SocketBoundTests(ApiHost api)
{
    private const string Changes = "subscription { trunkStateChanged { trunk { state } } }";

    private readonly FakeTrunkStates _trunks = new();

    [Fact]
    public async Task Message_of_a_stranger_is_small()
    {
        await using var app = await api.Start(_trunks);
        using var client = await SocketClient.Connect(app, key: null);
        await client.SendText($"\"{new string('x', 20_000)}\"");
        Assert.Equal(1009, await client.Closed());
    }

    [Fact]
    public async Task Strangers_have_few_sockets_until_they_show_a_key()
    {
        await using var app = await api.Start(_trunks, static options => options.MaxUnknownSocketsPerAddress = 1);
        using var first = await SocketClient.Connect(app, key: null);
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.Connect(app, key: null));
        using var known = await SocketClient.Ready(app);

        await first.Send(new { type = "connection_init", payload = new { authorization = $"Bearer {ApiHost.Key}" } });
        await first.Receive();
        using var second = await SocketClient.Connect(app, key: null);
    }

    [Fact]
    public async Task Caller_has_so_many_sockets()
    {
        await using var app = await api.Start(_trunks, static options => options.MaxSocketsPerCaller = 1);
        using var first = await SocketClient.Ready(app);
        await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.Connect(app));
        using var other = await SocketClient.Ready(app, api.Keys.Add(Role.Viewer, null, []));

        using var late = await SocketClient.Connect(app, key: null);
        await late.Send(new { type = "connection_init", payload = new { authorization = $"Bearer {ApiHost.Key}" } });
        Assert.Equal(1013, await late.Closed());
    }

    [Fact]
    public async Task Caller_has_so_many_subscriptions()
    {
        await using var app = await api.Start(_trunks, static options => options.MaxSubscriptionsPerCaller = 1);
        using var client = await SocketClient.Ready(app);
        await client.Subscribe("1", Changes);
        await _trunks.Watched(1, client.Bound);
        await client.Subscribe("2", Changes);
        Assert.Equal("TOO_MANY_SUBSCRIPTIONS", (await client.Receive("error", "2"))[0].GetProperty("extensions").GetProperty("code").GetString());

        await client.Send(new { type = "complete", id = "1" });
        await _trunks.Watched(0, client.Bound);
        await client.Subscribe("3", Changes);
        await _trunks.Watched(1, client.Bound);
    }

    [Fact]
    public async Task Subscription_counts_once_in_the_rate_limit()
    {
        await using var app = await api.Start(
            _trunks, static options => (options.RateLimit.RequestsPerSecond, options.RateLimit.Burst) = (1, 1), new FakeTimeProvider());
        using var client = await SocketClient.Ready(app);
        await client.Subscribe("1", Changes);
        await _trunks.Watched(1, client.Bound);
        _trunks.Set(new TrunkStatus(ConnectorId.New(), TrunkState.Unreachable, false, "Nobody answers.", DateTimeOffset.UnixEpoch, null, null, "node-1"));
        await client.Receive("next", "1");
    }
}
