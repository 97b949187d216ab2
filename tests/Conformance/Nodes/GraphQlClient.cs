using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace SystemConnector.Conformance.Tests.Nodes;

/// <summary>Asks a node's GraphQL API.</summary>
internal sealed class GraphQlClient : IDisposable
{
    private readonly HttpClient _http;

    public GraphQlClient(Uri node, string key)
    {
        _http = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Whether the node serves requests.</summary>
    public async ValueTask<bool> IsReadyAsync()
    {
        try
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(2), TimeProvider.System);
            using var answer = await _http.GetAsync(new Uri("/graphql?query=%7B__typename%7D", UriKind.Relative), bound.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>The whole answer to a document: "data" and "errors" as they came.</summary>
    public async Task<JsonElement> SendAsync(string document, object? variables = null)
    {
        using var answer = await _http.PostAsJsonAsync("/graphql", new { query = document, variables }, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            Assert.Fail($"GraphQL answered {(int)answer.StatusCode} with no JSON: {text}");
            throw;
        }
    }

    /// <summary>The data of a document that must succeed.</summary>
    public async Task<JsonElement> QueryAsync(string document, object? variables = null)
    {
        var answer = await SendAsync(document, variables);
        if (answer.TryGetProperty("errors", out var errors)) Assert.Fail($"GraphQL refused\n{document}\n{errors}");
        return answer.GetProperty("data");
    }

    /// <summary>The payload of a mutation, refusals included.</summary>
    /// <param name="mutation">The field, e.g. "createSite".</param>
    /// <param name="input">Its input.</param>
    /// <param name="selection">What to select of the payload beside its errors and warnings.</param>
    public async Task<JsonElement> MutateAsync(string mutation, object input, string selection = "")
    {
        var inputType = string.Concat(mutation[..1].ToUpperInvariant(), mutation.AsSpan(1), "Input");
        var document = $$"""
            mutation Change($input: {{inputType}}!) {
              change: {{mutation}}(input: $input) {
                {{selection}}
                errors { __typename ... on Error { field message } }
                warnings { code field message }
              }
            }
            """;
        return (await QueryAsync(document, new { input })).GetProperty("change");
    }

    /// <summary>The payload of a mutation that must be accepted.</summary>
    public async Task<JsonElement> ChangeAsync(string mutation, object input, string selection = "")
    {
        var payload = await MutateAsync(mutation, input, selection);
        if (payload.GetProperty("errors").GetArrayLength() > 0) Assert.Fail($"{mutation} refused: {payload.GetProperty("errors")}");
        return payload;
    }

    public void Dispose() => _http.Dispose();
}
