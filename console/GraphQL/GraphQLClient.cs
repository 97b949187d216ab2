using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using SystemConnector.WebConsole.SignIn;

namespace SystemConnector.WebConsole.GraphQL;

/// <summary>
/// Sends operations to the node's GraphQL API in the name of who is signed in: over HTTP, subscriptions as server-sent events, like any
/// other client. The host says by which handler; one that stays within the process has no socket in the way.
/// </summary>
public sealed class GraphQLClient(IHttpClientFactory clients, Credential credential, TimeProvider time)
{
    /// <summary>The name of its HTTP client.</summary>
    public const string HttpClientName = "GraphQL";

    private const string Away = "The node does not answer at the moment.";

    // A handler within the process counts failed attempts by it.
    private static readonly HttpRequestOptionsKey<IPAddress> _remoteAddress = new("RemoteAddress");

    private static readonly Uri _path = new("/graphql", UriKind.Relative);
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(250), _longestPause = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper) } };

    /// <summary>Raised when the key or token opens nothing any more.</summary>
    public event Action? SignedOut;

    /// <summary>Runs a query or mutation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="variables">Its variables, an object with a property for each.</param>
    /// <param name="cancellation">Gives it up.</param>
    public async Task<Answer<TData>> Run<TData>(Operation<TData> operation, object? variables = null, CancellationToken cancellation = default) where TData : class
    {
        try
        {
            using var request = Request(operation, variables, "application/json");
            using var response = await clients.CreateClient(HttpClientName).SendAsync(request, cancellation);
            if (response.StatusCode == HttpStatusCode.Unauthorized) SignedOut?.Invoke();
            var body = await response.Content.ReadFromJsonAsync<Body<TData>>(_json, cancellation);
            return new Answer<TData>(body?.Data, body?.Errors is [var first, ..] ? first.Message : null);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException)
        {
            return new Answer<TData>(null, Away);
        }
    }

    /// <summary>
    /// The answers of a subscription, until it is cancelled. After a failure it begins anew, with the variable "after" of the last answer's
    /// cursor, so that nothing is missed; when the node has those events no more, with null, and <paramref name="missed"/> is called.
    /// </summary>
    /// <param name="operation">The operation: with a variable "$after", and "cursor" among the fields of its events.</param>
    /// <param name="variables">Its other variables.</param>
    /// <param name="cursor">Finds the cursor in an answer.</param>
    /// <param name="missed">Told that answers may have been missed: at the beginning, and after a gap.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<TData> Follow<TData>(
        Subscription<TData> operation, IReadOnlyDictionary<string, object?> variables, Func<TData, string?> cursor, Action missed,
        [EnumeratorCancellation] CancellationToken cancellation) where TData : class
    {
        string? after = null;
        var pause = _firstPause;
        while (true)
        {
            await foreach (var body in Answers<TData>(operation, new Dictionary<string, object?>(variables) { ["after"] = after }, after is null ? missed : null, cancellation))
            {
                if (body.Data is not { } data || body.Errors is { Count: > 0 })
                {
                    // Its place is gone, or it is refused: from now on, then.
                    after = null;
                    continue;
                }
                after = cursor(data) ?? after;
                pause = _firstPause;
                yield return data;
            }
            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < _longestPause ? pause * 2 : _longestPause;
        }
    }

    private async IAsyncEnumerable<Body<TData>> Answers<TData>(Operation operation, object variables, Action? standing, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = Request(operation, variables, "text/event-stream");
        HttpResponseMessage response;
        try
        {
            response = await clients.CreateClient(HttpClientName).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException)
        {
            yield break;
        }
        using (response)
        {
            if (response.StatusCode == HttpStatusCode.Unauthorized) SignedOut?.Invoke();
            if (!response.IsSuccessStatusCode) yield break;
            standing?.Invoke();
            var events = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellation), static (_, data) => data.IsEmpty ? null : JsonSerializer.Deserialize<Body<TData>>(data, _json))
                .EnumerateAsync(cancellation).GetAsyncEnumerator(cancellation);
            await using (events)
            {
                while (true)
                {
                    try
                    {
                        if (!await events.MoveNextAsync()) yield break;
                    }
                    catch (Exception exception) when (exception is IOException or HttpRequestException or JsonException)
                    {
                        yield break;
                    }
                    if (events.Current is { EventType: "next", Data: { } body }) yield return body;
                }
            }
        }
    }

    private HttpRequestMessage Request(Operation operation, object? variables, string accept)
    {
        if (credential.Until <= time.GetUtcNow()) SignedOut?.Invoke();
        var request = new HttpRequestMessage(HttpMethod.Post, _path) { Content = JsonContent.Create(new { query = operation.Document, variables }, options: _json) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Secret);
        if (credential.RemoteAddress is { } address) request.Options.Set(_remoteAddress, address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        return request;
    }

    private sealed record Body<TData>(TData? Data, IReadOnlyList<Error>? Errors);

    private sealed record Error(string Message);
}
