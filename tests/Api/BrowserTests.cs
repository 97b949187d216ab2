using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using SystemConnector.Api.Tests.Fakes;

namespace SystemConnector.Api.Tests;

/// <summary>What pages of other origins can do: nothing, unless they are listed; even with a key.</summary>
public sealed class BrowserTests(ApiHost api) : IAsyncLifetime
{
    private const string Listed = "https://console.example.com";
    private const string Foreign = "https://evil.example.com";
    private const string Mutation = """{"query":"mutation { createSite(input: { name: \"by a page\" }) { site { id } } }"}""";

    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await api.Start(new FakeTrunkStates(), options => options.AllowedOrigins = [Listed]);
        _client = ApiHost.NewClient(_app, ApiHost.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("Origin", Foreign)]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://console.example.com.evil.example.com")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Request_of_a_foreign_page_is_not_executed(string header, string value)
    {
        using var get = await Send(HttpMethod.Get, "?query=%7B__typename%7D", null, (header, value));
        using var post = await Send(HttpMethod.Post, "", Mutation, (header, value));
        foreach (var response in new[] { get, post })
        {
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
            Assert.Contains("FORBIDDEN_ORIGIN", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
        }
        Assert.DoesNotContain(api.World.Sites.Values, site => site.Name == "by a page");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task Post_that_needs_no_preflight_is_not_executed(string? contentType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(Mutation)) };
        if (contentType is not null) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.DoesNotContain(api.World.Sites.Values, site => site.Name == "by a page");
    }

    [Fact]
    public async Task Socket_of_a_foreign_page_is_not_opened()
    {
        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SocketClient.Connect(_app, origin: Foreign));
        Assert.Contains("403", refused.Message);
        using var client = await SocketClient.Connect(_app, origin: Listed);
        await client.Send(new { type = "connection_init" });
        Assert.Equal("connection_ack", (await client.Receive()).GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("none")]
    [InlineData("same-origin")]
    public async Task Request_of_the_own_page_is_executed(string site)
    {
        using var get = await Send(HttpMethod.Get, "?query=%7B__typename%7D", null, ("Sec-Fetch-Site", site));
        Assert.Equal(HttpStatusCode.OK, get.StatusCode);
        // A proxy before the node may speak TLS in its place.
        using var post = await Send(HttpMethod.Post, "", """{"query":"{__typename}"}""", ("Origin", $"https://{_client.BaseAddress!.Authority}"));
        Assert.Equal(HttpStatusCode.OK, post.StatusCode);
        Assert.False(post.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Page_of_a_listed_origin_is_told_what_it_may_do()
    {
        using var asked = await Send(HttpMethod.Options, "", null, ("Origin", Listed), ("Access-Control-Request-Method", "POST"), ("Authorization", ""));
        Assert.Equal(HttpStatusCode.NoContent, asked.StatusCode);
        Assert.Equal(Listed, asked.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Authorization", asked.Headers.GetValues("Access-Control-Allow-Headers").Single());
        Assert.False(asked.Headers.Contains("Access-Control-Allow-Credentials"));

        using var sent = await Send(HttpMethod.Post, "", """{"query":"{__typename}"}""", ("Origin", Listed));
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal(Listed, sent.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("Origin", sent.Headers.Vary);
    }

    [Fact]
    public async Task No_origin_is_listed_by_default()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "");
        request.Headers.Add("Origin", Listed);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var response = await api.Stranger.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private async Task<HttpResponseMessage> Send(HttpMethod method, string query, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, query);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
