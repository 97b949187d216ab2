using System.Text.Json;
using GraphQL;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Api.Transport;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.Tests;

/// <summary>Subscriptions to the log of events: topics, cursors, what a slow client gets.</summary>
public sealed class SubscriptionTests(ApiHost api) : IAsyncLifetime
{
    private const string All = """
        subscription ($topics: [EventTopic!], $site: ID, $after: String) {
          events(topics: $topics, siteId: $site, after: $after) { __typename cursor siteId ... on RoutingChange { sequence kind number name exists } ... on ClusterNodeStateChange { node { name state } } }
        }
        """;

    private readonly FakeTrunkStates _trunks = new();
    private WebApplication _app = null!;

    private FakeEventLog Log => _trunks.Events;

    public async ValueTask InitializeAsync() => _app = await api.Start(_trunks, static options => options.MaxQueuedMessagesPerSocket = 50);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Events_of_all_topics_come_over_one_subscription_in_order()
    {
        var site = SiteId.New();
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("all", All);
        await client.Subscribe("site", All, new { site = GlobalId.Of(site) });
        await client.Subscribe("nodes", All, new { topics = new[] { "NODES" } });
        await _trunks.Watched(3, client.Bound);

        Log.Add(Change(1, SiteId.New()), Change(2, site), Node(NodeState.Draining), Change(3, site));

        var heard = await Take(client, 7);
        Assert.Equal(["RoutingChange", "RoutingChange", "ClusterNodeStateChange", "RoutingChange"], heard["all"].Select(e => e.GetProperty("__typename").GetString()));
        Assert.Equal([2, 3], heard["site"].Select(e => e.GetProperty("sequence").GetInt64()));
        Assert.Equal("DRAINING", heard["nodes"].Single().GetProperty("node").GetProperty("state").GetString());
        Assert.Equal(("LOCAL_NUMBER", "1002", GlobalId.Of(site)), (
            heard["site"][0].GetProperty("kind").GetString(), heard["site"][0].GetProperty("number").GetString(), heard["site"][0].GetProperty("siteId").GetString()));
    }

    [Fact]
    public async Task Subscription_goes_on_after_a_cursor_and_misses_nothing()
    {
        const int Count = 1_000;
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("first", All);
        await _trunks.Watched(1, client.Bound);
        Log.Add(Change(0, SiteId.New()));
        var cursor = (await Take(client, 1))["first"].Single().GetProperty("cursor").GetString();

        // More than a queue holds, some made for the first subscriber already, and more come while it catches up.
        Log.Add([.. Enumerable.Range(1, Count / 2).Select(n => Change(n, SiteId.New()))]);
        using var second = await SocketClient.Ready(_app);
        await second.Subscribe("again", All, new { after = cursor });
        Log.Add([.. Enumerable.Range(Count / 2 + 1, Count / 2).Select(n => Change(n, SiteId.New()))]);

        var both = await Task.WhenAll(Take(client, Count), Take(second, Count));
        Assert.Equal(Enumerable.Range(1, Count), both[0]["first"].Select(e => e.GetProperty("sequence").GetInt32()));
        Assert.Equal(Enumerable.Range(1, Count), both[1]["again"].Select(e => e.GetProperty("sequence").GetInt32()));
    }

    [Fact]
    public async Task Calls_are_asked_for_while_somebody_listens_to_them_and_by_whoever_takes_a_cursor()
    {
        var calls = (FakeCalls)_app.Services.GetRequiredService<ICallEventDemand>();
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("nodes", All, new { topics = new[] { "NODES" } });
        await _trunks.Watched(1, client.Bound);
        Assert.Equal(0, calls.Listened);

        await client.Subscribe("calls", "subscription { callChanged { step } }");
        await _trunks.Watched(2, client.Bound);
        Assert.True(calls.IsThere);
        await client.Send(new { id = "calls", type = "complete" });
        while (calls.IsThere) await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, client.Bound);

        var before = calls.Listened;
        await ApiHost.Data(ApiHost.NewClient(_app, ApiHost.Key), "{ eventCursor }");
        Assert.Equal((before + 1, false), (calls.Listened, calls.IsThere));
    }

    [Fact]
    public async Task Change_between_the_cursor_and_the_subscription_is_told()
    {
        var cursor = (await ApiHost.Data(ApiHost.NewClient(_app, ApiHost.Key), "{ eventCursor }")).GetProperty("eventCursor").GetString();
        Log.Add(Change(7, SiteId.New()));
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", "subscription ($after: String) { routingChanged(after: $after) { sequence } }", new { after = cursor });
        Assert.Equal(7, (await client.Receive("next", "1")).GetProperty("data").GetProperty("routingChanged").GetProperty("sequence").GetInt64());
    }

    [Fact]
    public async Task Cursor_of_a_node_that_is_ahead_tells_nothing_twice()
    {
        Log.Add(Change(1, SiteId.New()));
        using var client = await SocketClient.Ready(_app);
        await client.Subscribe("1", All, new { after = new EventCursor(Log.Epoch, 3).ToString() });
        await _trunks.Watched(1, client.Bound);
        Log.Add([.. Enumerable.Range(2, 3).Select(n => Change(n, SiteId.New()))]);
        Assert.Equal(4, (await Take(client, 1))["1"].Single().GetProperty("sequence").GetInt32());
    }

    [Fact]
    public async Task Answer_that_takes_too_long_ends_the_subscription()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using var renderer = new EventRenderer(new Silence(), new EventSource<LoggedEvent>(default, null, static _ => true, static logged => logged), null!, TimeSpan.FromSeconds(30), time);
        var rendering = renderer.Render([new LoggedEvent(0, default, Change(1, SiteId.New()), IsRepeat: false)], repeatsUntil: 0, [], TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("TIMEOUT", (await Assert.ThrowsAsync<ExecutionError>(() => rendering)).Code);
    }

    [Fact]
    public async Task Cursor_whose_events_are_gone_is_a_typed_error_at_the_start_and_in_between()
    {
        using var client = await SocketClient.Ready(_app);
        foreach (var cursor in new[] { new EventCursor(Guid.NewGuid(), 3), new EventCursor(Log.Epoch, 0) })
        {
            Log.Lose();
            await client.Subscribe("1", All, new { after = cursor.ToString() });
            Assert.Equal("EVENTS_GONE", Code(await client.Receive("error", "1")));
        }
        await client.Subscribe("2", All);
        await _trunks.Watched(1, client.Bound);
        Log.Lose();
        Assert.Equal("EVENTS_GONE", Code(await client.Receive("error", "2")));
        await client.Subscribe("3", All, new { after = "rubbish" });
        Assert.Equal("BAD_ARGUMENT", Code(await client.Receive("error", "3")));
    }

    [Fact]
    public async Task Client_that_does_not_read_is_cut_off_and_the_others_are_not()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var trunks = new FakeTrunkStates();
        await using var app = await api.Start(trunks, static options => (options.MaxQueuedMessagesPerSocket, options.MaxQueuedBytesPerSocket) = (50, 1 << 16), time);
        using var slow = await SocketClient.Ready(app);
        using var reader = await SocketClient.Ready(app);
        await slow.Subscribe("1", All);
        await reader.Subscribe("1", All);
        await trunks.Watched(2, slow.Bound);

        // Large ones, until the sockets of the system are full and the slow client's queue behind them.
        var name = new string('x', 10_000);
        for (var n = 0; n < 2_000; n++)
        {
            trunks.Events.Add(new RoutingChanged(SiteId.New(), DateTimeOffset.UnixEpoch, n, RoutingChangeKind.Site, null, name, true));
            Assert.Equal(n, (await Take(reader, 1))["1"].Single().GetProperty("sequence").GetInt32());
        }
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4413, await slow.Closed());
        await trunks.Watched(1, reader.Bound);
    }

    private static async Task<Dictionary<string, List<JsonElement>>> Take(SocketClient client, int count)
    {
        var heard = new Dictionary<string, List<JsonElement>>();
        for (var i = 0; i < count; i++)
        {
            var message = await client.Receive();
            Assert.Equal("next", message.GetProperty("type").GetString());
            var id = message.GetProperty("id").GetString()!;
            if (!heard.TryGetValue(id, out var all)) heard[id] = all = [];
            all.Add(message.GetProperty("payload").GetProperty("data").EnumerateObject().Single().Value);
        }
        return heard;
    }

    /// <summary>An operation that never answers.</summary>
    private sealed class Silence : IObservable<ExecutionResult>, IDisposable
    {
        public IDisposable Subscribe(IObserver<ExecutionResult> observer) => this;

        public void Dispose()
        {
        }
    }

    private static string? Code(JsonElement errors) => errors[0].GetProperty("extensions").GetProperty("code").GetString();

    private static RoutingChanged Change(long sequence, SiteId site) =>
        new(site, DateTimeOffset.UnixEpoch, sequence, RoutingChangeKind.LocalNumber, null, $"{1000 + sequence}", Exists: true);

    private static NodeStateChanged Node(NodeState state) =>
        new(DateTimeOffset.UnixEpoch, new ClusterNode(9, "node-9", "silo-9", "", [], state, "1", DateTimeOffset.UnixEpoch));
}
