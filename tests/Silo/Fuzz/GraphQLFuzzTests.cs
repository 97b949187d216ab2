using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace SystemConnector.Silo.Tests.Fuzz;

/// <summary>Documents of all shapes against a whole node: none is the node's fault, and each is answered in bounded time.</summary>
/// <remarks>FUZZ_SEED and FUZZ_COUNT try others and more.</remarks>
public sealed class GraphQLFuzzTests(RunningNode node) : IClassFixture<RunningNode>
{
    // Far beyond what any of them takes; only an answer that hangs is later.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(60);

    private static readonly string[] _accepted = ["application/graphql-response+json", "application/json", "text/event-stream"];

    private static readonly string[] _corpus =
    [
        "{ sites(first: 5) { totalCount nodes { id name domains connectors(first: 5) { nodes { id name trunk { state } conflictCount } } } } }",
        "query Q($id: ID!, $first: Int = 5) { node(id: $id) { __typename id ... on Site { name localNumbers(first: $first) { edges { cursor node { number kind } } pageInfo { hasNextPage endCursor } } } } }",
        "query ($id: ID!) { a: site(id: $id) { ...S } b: site(id: $id) { ...S } } fragment S on Site { name version failedCalls(first: 1) { nodes { cause text } } }",
        "{ unmatchedCallers(first: 10) { nodes { source reason text } } nodes { name state load { channels } } }",
        "query ($id: ID!) { explainRoute(siteId: $id, number: \"100\") { outcome summary steps { kind matched text } candidates { name rejection } } }",
        "mutation ($id: ID!) { putLocalNumbers(input: { siteId: $id, numbers: [{ number: \"100\", owner: \"Ann\" }] }) { localNumbers { number } errors { __typename ... on Error { field message } } warnings { code } } }",
        "mutation { createSite(input: { name: \"B\", domains: [\"b.example\"] }) { site { id } errors { ... on Error { field message } } } }",
        "mutation ($id: ID!) { createConnector(input: { siteId: $id, name: \"East\", connectionType: GENERIC_IP_AUTH, ipAddress: \"127.0.0.1:9\", enabled: false, extensionRanges: [{ min: \"200\", max: \"299\" }] }) { connector { id } errors { ... on Error { field message } } } }",
        "subscription { trunkStateChanged { connectorId } }",
        "{ __schema { types { name fields { name type { name ofType { name } } } } } }",
        "{ __type(name: \"Site\") { name fields(includeDeprecated: true) { name } } __typename @include(if: true) @skip(if: false) }",
    ];

    [Fact]
    public async Task No_document_is_the_nodes_fault()
    {
        var seed = Setting("FUZZ_SEED", 5060);
        var count = Setting("FUZZ_COUNT", 2_000);
        TestContext.Current.TestOutputHelper!.WriteLine($"FUZZ_SEED={seed} FUZZ_COUNT={count}");
        using var client = new HttpClient { Timeout = _bound, BaseAddress = node.Api };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningNode.ApiKey);
        var schema = node.Services.GetRequiredService<ISchema>();
        var ids = await Ids(client);

        var statuses = new int[600];
        var faults = new ConcurrentQueue<string>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (i, cancellation) =>
        {
            // Each from a seed of its own, so that it is the same whatever runs beside it.
            var random = new Random(unchecked((seed * 1_000_003) + i));
            var mutator = new DocumentMutator(_corpus, random);
            var document = random.Next(2) == 0 ? new DocumentGenerator(schema, ids, random).Write() : _corpus[random.Next(_corpus.Length)];
            if (random.Next(4) != 0) document = mutator.Mutate(document);
            var accept = _accepted[random.Next(10) switch { 0 => 2, < 4 => 1, _ => 0 }];
            // A subscription goes on: it is tried where it is refused.
            if (document.Contains("subscription", StringComparison.Ordinal)) accept = _accepted[0];

            using var request = Request(document, mutator.Variables().Replace("\"x\"", $"\"{ids[random.Next(ids.Count)]}\"", StringComparison.Ordinal), isGet: random.Next(10) == 0);
            request.Headers.Accept.ParseAdd(accept);
            try
            {
                using var response = await client.SendAsync(request, cancellation);
                var answer = await response.Content.ReadAsStringAsync(cancellation);
                Interlocked.Increment(ref statuses[(int)response.StatusCode]);
                if ((int)response.StatusCode >= 500 || IsFault(answer, (int)response.StatusCode)) await Fault($"{(int)response.StatusCode}: {answer}");
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                await Fault(e.Message);
            }

            async Task Fault(string what)
            {
                var sent = request.Content is { } body ? await body.ReadAsStringAsync(cancellation) : $"{request.RequestUri}";
                faults.Enqueue($"Document {i}, Accept: {accept}\n{sent[..Math.Min(sent.Length, 2000)]}\n{what}");
            }
        });
        if (!faults.IsEmpty) Assert.Fail($"{faults.Count} faults with FUZZ_SEED={seed} FUZZ_COUNT={count}:\n\n{string.Join("\n\n", faults.Take(8))}");

        TestContext.Current.TestOutputHelper.WriteLine(string.Join(", ", statuses.Index().Where(status => status.Item > 0).Select(status => $"{status.Index}: {status.Item}")));
        // What is tried is neither all nonsense nor all well.
        Assert.True(statuses[200] > count / 10 && statuses[400] > count / 10);
    }

    private static bool IsFault(string answer, int status)
    {
        // Kestrel itself refuses a line that is too long, with nothing in it.
        if (answer.Length == 0) return status is not (400 or 414 or 431);
        var json = answer.StartsWith("event:", StringComparison.Ordinal) ? answer.Split('\n')[1]["data: ".Length..] : answer;
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.TryGetProperty("errors", out var errors))
            return errors.EnumerateArray().Any(error => error.TryGetProperty("extensions", out var extensions)
                && extensions.GetProperty("code").GetString() is "INTERNAL" or "STORAGE_UNAVAILABLE" or "TIMEOUT");
        return !document.RootElement.TryGetProperty("data", out _);
    }

    private static HttpRequestMessage Request(string document, string variables, bool isGet)
    {
        if (isGet && document.Length < 2_000)
            return new HttpRequestMessage(HttpMethod.Get, $"?query={UrlEncoder.Default.Encode(document)}&variables={UrlEncoder.Default.Encode(variables)}");
        var body = $"{{\"query\":{JsonSerializer.Serialize(document)},\"variables\":{variables}}}";
        return new HttpRequestMessage(HttpMethod.Post, "") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
    }

    /// <summary>Ids of things that exist, and of things that do not.</summary>
    private static async Task<IReadOnlyList<string>> Ids(HttpClient client)
    {
        var site = await Ask(client, "{ sites(first: 1) { nodes { id } } }", data => data.GetProperty("sites").GetProperty("nodes")[0].GetProperty("id"));
        var create = "mutation { createConnector(input: { siteId: \"" + site + "\", name: \"First\", connectionType: GENERIC_IP_AUTH, ipAddress: \"127.0.0.1:9\", enabled: false, extensionRanges: [{ min: \"500\", max: \"599\" }] }) { connector { id extensionRanges { id } } } }";
        JsonElement connector = default;
        var id = await Ask(client, create, data => (connector = data.GetProperty("createConnector").GetProperty("connector").Clone()).GetProperty("id"));
        return [site, id, connector.GetProperty("extensionRanges")[0].GetProperty("id").GetString()!, "x", "", Convert.ToBase64String("Site:nonsense"u8), Convert.ToBase64String("Nothing:1"u8)];
    }

    private static async Task<string> Ask(HttpClient client, string query, Func<JsonElement, JsonElement> of)
    {
        using var content = new StringContent(JsonSerializer.Serialize(new { query }), Encoding.UTF8, "application/json");
        using var response = await client.PostAsync("", content);
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return of(answer.RootElement.GetProperty("data")).GetString()!;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
