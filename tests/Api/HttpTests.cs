using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SystemConnector.Api.Tests;

public sealed class HttpTests(ApiHost api)
{
    private const string New = "application/graphql-response+json";
    private const string Old = "application/json";

    [Theory]
    [InlineData(null, Old)]
    [InlineData("*/*", Old)]
    [InlineData("application/*", Old)]
    [InlineData(Old, Old)]
    [InlineData(New, New)]
    [InlineData("application/json;q=0.5, application/graphql-response+json", New)]
    [InlineData("text/html, application/graphql-response+json;charset=utf-8;q=0.9", New)]
    [InlineData("application/graphql-response+json, application/json", New)]
    [InlineData("application/json, application/graphql-response+json", Old)]
    [InlineData("*/*, application/json;q=0", New)]
    [InlineData("application/*;q=0.2, application/json;q=0.1", New)]
    [InlineData("application/graphql-response+json;q=0.5, */*;q=0.9", Old)]
    [InlineData("text/event-stream;q=0.1, APPLICATION/JSON", Old)]
    public async Task Answer_has_the_media_type_that_the_client_prefers(string? accept, string expected)
    {
        using var response = await Post("""{"query":"{__typename}"}""", accept);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"{expected}; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("Query", (await Json(response)).GetProperty("data").GetProperty("__typename").GetString());
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("nonsense")]
    [InlineData("application/json;q=0")]
    [InlineData("*/*;q=0")]
    [InlineData("application/json;charset=iso-8859-1")]
    public async Task Media_type_that_we_do_not_have_is_406(string accept)
    {
        using var response = await Post("""{"query":"{__typename}"}""", accept);
        await IsFailure(response, HttpStatusCode.NotAcceptable, "NOT_ACCEPTABLE");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/graphql")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Body_that_is_not_json_is_415(string contentType)
    {
        using var content = new StringContent("""{"query":"{__typename}"}""");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var response = await api.Client.PostAsync("", content, TestContext.Current.CancellationToken);
        await IsFailure(response, HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task Body_that_is_compressed_is_415()
    {
        using var content = new StringContent("""{"query":"{__typename}"}""", Encoding.UTF8, Old) { Headers = { ContentEncoding = { "gzip" } } };
        using var response = await api.Client.PostAsync("", content, TestContext.Current.CancellationToken);
        await IsFailure(response, HttpStatusCode.UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE");
        Assert.Equal("identity", response.Headers.GetValues("Accept-Encoding").Single());
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Answer_is_compressed_for_a_client_that_reads_it(string coding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent("""{"query":"{__typename}"}""", Encoding.UTF8, Old) };
        request.Headers.AcceptEncoding.ParseAdd(coding);
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Method_other_than_GET_and_POST_is_405(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "");
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await IsFailure(response, HttpStatusCode.MethodNotAllowed, "METHOD_NOT_ALLOWED");
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"query":1}""")]
    [InlineData("""{"query":"{__typename}","variables":[]}""")]
    [InlineData("""{"query":"{__typename}","operationName":{}}""")]
    [InlineData("""{"query":"{__typename}","extensions":"x"}""")]
    [InlineData("""{"query":"\ud800"}""")]
    [InlineData("""{"query":"{__typename}","variables":{"x":"\ud800"}}""")]
    public async Task Request_that_is_not_well_formed_is_400_for_every_media_type(string body)
    {
        foreach (var accept in new[] { Old, New })
        {
            using var response = await Post(body, accept);
            await IsFailure(response, HttpStatusCode.BadRequest, "BAD_REQUEST");
        }
    }

    [Fact]
    public async Task Batch_is_refused_and_told_why()
    {
        using var response = await Post("""[{"query":"{__typename}"}]""", Old);
        var error = await IsFailure(response, HttpStatusCode.BadRequest, "BATCH_NOT_SUPPORTED");
        Assert.Contains("one by one", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("""{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}""")]
    [InlineData("""{"query":"{__typename}","extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}""")]
    public async Task Persisted_document_is_refused_and_told_why(string body)
    {
        using var response = await Post(body, Old);
        await IsFailure(response, HttpStatusCode.BadRequest, "PERSISTED_QUERY_NOT_SUPPORTED");
    }

    [Fact]
    public async Task Members_that_nobody_knows_are_passed_over()
    {
        using var response = await Post("""{"query":"{__typename}","extensions":{"other":1},"documentId":"x"}""", New);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("{ nothing }")]
    [InlineData("{")]
    [InlineData("query A { __typename } query B { __typename }")]
    [InlineData("query ($id: ID!) { site(id: $id) { name } }")]
    public async Task Operation_that_does_not_run_is_400_in_the_new_media_type_and_200_in_the_old(string query)
    {
        var body = JsonSerializer.Serialize(new { query });
        using var inNew = await Post(body, New);
        using var inOld = await Post(body, Old);
        Assert.Equal(HttpStatusCode.BadRequest, inNew.StatusCode);
        Assert.Equal(HttpStatusCode.OK, inOld.StatusCode);
        foreach (var answer in new[] { await Json(inNew), await Json(inOld) })
        {
            Assert.False(answer.TryGetProperty("data", out _));
            Assert.NotEmpty(answer.GetProperty("errors").EnumerateArray());
        }
    }

    [Theory]
    [InlineData(New, 294)]
    [InlineData(Old, 200)]
    public async Task Operation_that_ran_with_a_field_error_is_a_partial_success(string accept, int status)
    {
        using var response = await Post("""{"query":"{ sites(first: 0) { totalCount } }"}""", accept);
        Assert.Equal(status, (int)response.StatusCode);
        var answer = await Json(response);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("data").ValueKind);
        Assert.Equal("BAD_ARGUMENT", Code(answer.GetProperty("errors")[0]));
    }

    [Fact]
    public async Task Get_runs_a_query_with_variables_and_operation_name()
    {
        var query = Uri.EscapeDataString("query A { __typename } query B($id: ID!) { site(id: $id) { name } }");
        var variables = Uri.EscapeDataString("""{"id":"nothing"}""");
        using var response = await api.Client.GetAsync($"?query={query}&variables={variables}&operationName=B", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(JsonValueKind.Null, (await Json(response)).GetProperty("data").GetProperty("site").ValueKind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?query=%7B__typename%7D&variables=%5B%5D")]
    [InlineData("?query=%7B__typename%7D&variables=%7B")]
    public async Task Get_that_is_not_well_formed_is_400(string query)
    {
        using var response = await api.Client.GetAsync(query, TestContext.Current.CancellationToken);
        await IsFailure(response, HttpStatusCode.BadRequest, "BAD_REQUEST");
    }

    [Theory]
    [InlineData(Old)]
    [InlineData(New)]
    public async Task Get_does_not_change_anything(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "?query=" + Uri.EscapeDataString("""mutation { createSite(input: { name: "by get" }) { site { id } } }"""));
        request.Headers.Accept.ParseAdd(accept);
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await IsFailure(response, HttpStatusCode.MethodNotAllowed, "OPERATION_NOT_ALLOWED");
        Assert.Equal(["POST"], response.Content.Headers.Allow);
        Assert.DoesNotContain(api.World.Sites.Values, site => site.Name == "by get");
    }

    [Fact]
    public async Task Number_beyond_all_bounds_is_no_fault_of_the_server()
    {
        using var response = await Post("""{"query":"query ($x: Int) { sites(first: $x) { totalCount } }","variables":{"x":1e999}}""", New);
        Assert.InRange((int)response.StatusCode, 200, 499);
    }

    [Fact]
    public async Task Subscription_over_http_is_refused_and_told_where_to_go()
    {
        using var response = await Post("""{"query":"subscription { trunkStateChanged { connectorId } }"}""", New);
        var error = await IsFailure(response, HttpStatusCode.BadRequest, "OPERATION_NOT_ALLOWED");
        Assert.Contains("graphql-transport-ws", error.GetProperty("message").GetString());
        Assert.Contains("text/event-stream", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Body_above_the_limit_is_413()
    {
        // The answer comes before the body is read: a client that does not wait for it may find the connection closed while it writes.
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(JsonSerializer.Serialize(new { query = new string('x', 1 << 20) }), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Accept", Old);
        request.Headers.ExpectContinue = true;
        using var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await IsFailure(response, HttpStatusCode.RequestEntityTooLarge, "BODY_TOO_LARGE");
    }

    private Task<HttpResponseMessage> Post(string body, string? accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        return api.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static Task<JsonElement> Json(HttpResponseMessage response) => response.Content.ReadFromJsonAsync<JsonElement>();

    private static async Task<JsonElement> IsFailure(HttpResponseMessage response, HttpStatusCode status, string code)
    {
        Assert.Equal(status, response.StatusCode);
        var error = Assert.Single((await Json(response)).GetProperty("errors").EnumerateArray());
        Assert.Equal(code, Code(error));
        return error;
    }

    private static string? Code(JsonElement error) => error.GetProperty("extensions").GetProperty("code").GetString();
}
