using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Api.Transport;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.Tests;

public sealed class EventStreamTests(ApiHost api) : IAsyncLifetime
{
    private const string Changes = "subscription { trunkStateChanged { trunk { state } } }";

    private readonly FakeTrunkStates _trunks = new();
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _bound = new(TimeSpan.FromSeconds(15));
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await api.Start(_trunks, time: _time);
        _client = ApiHost.NewClient(_app, ApiHost.Key);
        _client.DefaultRequestHeaders.Accept.ParseAdd("text/event-stream");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _bound.Dispose();
    }

    [Fact]
    public async Task Subscription_is_told_as_events_until_the_client_goes()
    {
        var stream = await Open(Changes);
        await _trunks.Watched(1, _bound.Token);
        _trunks.Set(Unreachable());
        _trunks.Set(Unreachable());
        for (var i = 0; i < 2; i++)
            Assert.Equal("UNREACHABLE", (await stream.Next()).GetProperty("data").GetProperty("trunkStateChanged").GetProperty("trunk").GetProperty("state").GetString());
        stream.Dispose();
        await _trunks.Watched(0, _bound.Token);
    }

    [Fact]
    public async Task Subscription_may_be_asked_for_by_get()
    {
        using var stream = await EventStream.Of(await _client.GetAsync($"?query={Uri.EscapeDataString(Changes)}", HttpCompletionOption.ResponseHeadersRead, _bound.Token), _bound.Token);
        await _trunks.Watched(1, _bound.Token);
        _trunks.Set(Unreachable());
        Assert.True((await stream.Next()).TryGetProperty("data", out _));
    }

    [Fact]
    public async Task Fault_of_the_source_is_an_answer_without_a_leak()
    {
        using var stream = await Open(Changes);
        await _trunks.Watched(1, _bound.Token);
        _trunks.Events.Break(World.Explosion(World.Boom));
        var answer = await stream.Next();
        Assert.Equal("INTERNAL", Code(answer));
        Assert.DoesNotContain(World.Secret, answer.ToString());
        await stream.Completes();
    }

    [Theory]
    [InlineData("{ __typename }", null)]
    [InlineData("mutation { deleteSite(input: { id: \"x\" }) { errors { __typename } } }", null)]
    [InlineData("{ nothing }", "FIELDS_ON_CORRECT_TYPE")]
    [InlineData("{", "SYNTAX_ERROR")]
    [InlineData("subscription { trunkStateChanged(siteId: \"rubbish\") { connectorId } }", "BAD_ARGUMENT")]
    public async Task Operation_with_one_answer_is_one_event(string query, string? code)
    {
        using var stream = await Open(query);
        var answer = await stream.Next();
        if (code is null) Assert.True(answer.TryGetProperty("data", out _));
        else Assert.Equal(code, Code(answer));
        await stream.Completes();
    }

    [Fact]
    public async Task Request_that_is_not_well_formed_is_400()
    {
        using var content = new StringContent("{", Encoding.UTF8, "application/json");
        using var response = await _client.PostAsync("", content, _bound.Token);
        Assert.Equal((HttpStatusCode.BadRequest, "application/json"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Get_does_not_change_anything()
    {
        using var response = await _client.GetAsync("?query=" + Uri.EscapeDataString("""mutation { createSite(input: { name: "by get" }) { site { id } } }"""), _bound.Token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.DoesNotContain(api.World.Sites.Values, site => site.Name == "by get");
    }

    [Fact]
    public async Task Client_that_goes_leaves_nothing_behind()
    {
        var stream = await Open(Changes);
        await _trunks.Watched(1, _bound.Token);
        stream.Dispose();
        await _trunks.Watched(0, _bound.Token);
    }

    [Fact]
    public async Task Quiet_stream_shows_signs_of_life()
    {
        using var stream = await Open(Changes);
        await _trunks.Watched(1, _bound.Token);
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(":", await stream.Line());
    }

    [Fact]
    public async Task Stream_of_a_node_that_stops_does_not_say_that_it_is_complete()
    {
        using var stream = await Open(Changes);
        await _trunks.Watched(1, _bound.Token);
        var stopping = _app.StopAsync(_bound.Token);
        Assert.Null(await stream.Line());
        await stopping;
    }

    [Fact]
    public async Task Client_that_does_not_read_is_cut_off_and_told_so()
    {
        var lifetime = new Lifetime();
        var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        context.Features.Set<IHttpRequestLifetimeFeature>(lifetime);
        using var channel = new EventChannel(context, new ApiOptions { MaxQueuedMessagesPerSocket = 10 }, _app.Services.GetRequiredService<SubscriptionMetrics>(), _time);
        using var operation = CancellationTokenSource.CreateLinkedTokenSource(_bound.Token);
        for (var i = 0; i < 10; i++) await channel.Next($"{i}", operation.Token);
        // It may read for a while yet.
        var waiting = channel.Next("10", operation.Token);
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(10));

        await channel.Write("\"too slow\"", _bound.Token);
        var told = Encoding.UTF8.GetString(body.ToArray()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"event: next\ndata: {i}"), "event: next\ndata: \"too slow\"", "event: complete\ndata:"], told);

        // Had it gone on not to read, its connection would be dropped.
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(lifetime.IsAborted);
        await operation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Subscription_goes_on_after_a_cursor_and_says_when_that_is_gone()
    {
        var cursor = _trunks.Events.Now;
        _trunks.Set(Unreachable());
        using (var stream = await Open($$"""subscription { trunkStateChanged(after: "{{cursor}}") { cursor trunk { state } } }"""))
            Assert.Equal(_trunks.Events.Now.ToString(), (await stream.Next()).GetProperty("data").GetProperty("trunkStateChanged").GetProperty("cursor").GetString());
        _trunks.Events.Lose();
        using var gone = await Open($$"""subscription { trunkStateChanged(after: "{{cursor}}") { cursor } }""");
        Assert.Equal("EVENTS_GONE", Code(await gone.Next()));
        await gone.Completes();
    }

    private async Task<EventStream> Open(string query)
    {
        var content = new StringContent(JsonSerializer.Serialize(new { query }), Encoding.UTF8, "application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = content };
        return await EventStream.Of(await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _bound.Token), _bound.Token);
    }

    private static TrunkStatus Unreachable() =>
        new(ConnectorId.New(), TrunkState.Unreachable, false, "Nobody answers.", DateTimeOffset.UnixEpoch, null, null, "node-1");

    private static string? Code(JsonElement answer) => answer.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString();

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    /// <summary>The events of a response.</summary>
    private sealed class EventStream(HttpResponseMessage response, StreamReader reader, CancellationToken bound) : IDisposable
    {
        public static async Task<EventStream> Of(HttpResponseMessage response, CancellationToken bound)
        {
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/event-stream; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            return new EventStream(response, new StreamReader(await response.Content.ReadAsStreamAsync(bound)), bound);
        }

        public async Task<string?> Line() => await reader.ReadLineAsync(bound);

        public async Task<JsonElement> Next()
        {
            Assert.Equal("event: next", await Line());
            var data = await Line();
            Assert.StartsWith("data: ", data, StringComparison.Ordinal);
            Assert.Equal("", await Line());
            return JsonSerializer.Deserialize<JsonElement>(data!["data: ".Length..]);
        }

        public async Task Completes()
        {
            foreach (var line in new[] { "event: complete", "data:", "", null }) Assert.Equal(line, await Line());
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
        }
    }
}
