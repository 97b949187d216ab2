using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace SystemConnector.Silo.Tests.Refusals;

/// <summary>A whole node with one of everything that an API can name, and a client that may do everything.</summary>
public class RefusalNode : IAsyncLifetime
{
    private const string State = """
        { sites(first: 5) { nodes { id name domains isDefault version localRanges { min max }
            localNumbers(first: 50) { totalCount nodes { number kind owner target speedDialTo } }
            connectors(first: 5) { nodes { id name connectionType ipAddress username registerString enabled priority version limits { channels } tls { fingerprint }
              extensionRanges { id min max stripDigits prependDigits conflicts(first: 10) { totalCount nodes { text decided } } } } }
            migrations(first: 10) { nodes { id name stamp nextWave state } } decisionHistory(first: 10) { nodes { connectorId number numbers undoneAt until } } } }
          apiKeys(first: 50) { nodes { id name role siteIds expiresAt revokedAt version } }
          nodes { id state } jobs(first: 50) { totalCount } auditLog(first: 1) { nodes { number } } unmatchedCallers(first: 10) { totalCount } }
        """;

    private readonly Dictionary<string, string> _ids = [];
    private RunningNode _node = null!;
    private HttpClient _client = null!;

    internal IServiceProvider Services => _node.Services;

    /// <summary>An id of each type that there is.</summary>
    internal IReadOnlyDictionary<string, string> Ids => _ids;

    /// <summary>Whether there is none, since its database is not installed.</summary>
    internal bool IsMissing { get; private set; }

    public async ValueTask InitializeAsync()
    {
        if (await Settings() is not { } settings)
        {
            IsMissing = true;
            return;
        }
        _node = new RunningNode(settings);
        await _node.InitializeAsync();
        _client = new HttpClient { BaseAddress = _node.Api };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RunningNode.ApiKey);

        _ids["site"] = (await Data("{ sites(first: 1) { nodes { id } } }")).GetProperty("sites").GetProperty("nodes")[0].GetProperty("id").GetString()!;
        await Make("createSite", """{"name":"Other","domains":["other.example"]}""", "site { id }", "otherSite");
        await Make("putLocalNumbers", """{"siteId":"{site}","numbers":[{"number":"150","owner":"Ann"},{"number":"151","owner":"Bo"}]}""", "localNumbers { number }", null);
        var west = await Make("createConnector", """
            {"siteId":"{site}","name":"West","connectionType":"GENERIC_IP_AUTH","ipAddress":"127.0.0.1:9","enabled":false,"extensionRanges":[{"min":"150","max":"199"}]}
            """, "connector { id extensionRanges { id } }", "connector");
        _ids["range"] = west.GetProperty("extensionRanges")[0].GetProperty("id").GetString()!;
        await Make("createConnector", """
            {"siteId":"{site}","name":"East","connectionType":"GENERIC_PASSWORD_AUTH","ipAddress":"127.0.0.1:9","username":"east","password":"correct horse","enabled":false,
             "extensionRanges":[{"min":"400","max":"499"}]}
            """, "connector { id }", "passwordConnector");
        await Make("createMigration", """{"connectorId":"{connector}","name":"Move","entries":[{"winner":"REMOTE","numbers":["150"]}]}""", "migration { id }", "migration");
        await Make("createApiKey", """{"name":"ci","role":"OPERATOR"}""", "apiKey { id }", "key");
        await Make("createApiKey", """{"name":"chief","role":"ADMIN"}""", "apiKey { id }", "chief");
        _ids["node"] = (await Data("{ nodes { id } }")).GetProperty("nodes")[0].GetProperty("id").GetString()!;
        // Ids of the right type in which nothing lives.
        foreach (var type in new[] { "Site", "Connector", "ExtensionRange", "Migration", "ApiKey", "Job", "Call" }) _ids[$"no{type}"] = Id($"{type}:{Guid.Empty:N}");
        _ids["noNode"] = Id("ClusterNode:65000");
        _ids["nonsense"] = "nonsense";
    }

    /// <summary>Text with the ids in the place of their names.</summary>
    internal string Fill(string text) => _ids.Aggregate(text, static (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    /// <summary>All that an administrator can have changed, and the last entry of the audit log, which is written with each change.</summary>
    internal async Task<string> Snapshot() => (await Data(State)).ToString();

    /// <summary>Runs an operation and returns its answer as it came, also that of a subscription, of which it is the first event.</summary>
    internal async Task<JsonElement> Run(string query, object? variables = null, string accept = "application/graphql-response+json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "") { Content = JsonContent.Create(new { query, variables }) };
        request.Headers.Accept.ParseAdd(accept);
        // Of a stream the first event: it may go on for ever.
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var text = "";
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream")
            text = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        else
            while (!text.StartsWith("data: {", StringComparison.Ordinal)) text = await reader.ReadLineAsync(TestContext.Current.CancellationToken) ?? "data: {}";
        using var document = JsonDocument.Parse(text.StartsWith("data: ", StringComparison.Ordinal) ? text["data: ".Length..] : text);
        return document.RootElement.Clone();
    }

    internal async Task<JsonElement> Data(string query, object? variables = null)
    {
        var answer = await Run(query, variables);
        Assert.False(answer.TryGetProperty("errors", out var errors), $"{errors}");
        return answer.GetProperty("data");
    }

    /// <summary>Runs a mutation and returns its payload.</summary>
    internal async Task<JsonElement> Mutate(string mutation, string input, string selection = "")
    {
        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var data = await Data(
            $"mutation ($input: {type}!) {{ {mutation}(input: $input) {{ {selection} errors {{ __typename ... on Error {{ field message }} }} }} }}",
            new { input = JsonSerializer.Deserialize<JsonElement>(input) });
        return data.GetProperty(mutation);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (IsMissing) return;
        _client.Dispose();
        await _node.DisposeAsync();
    }

    /// <summary>What it has beside what every node of the tests has; null when it cannot be.</summary>
    protected virtual Task<string[]?> Settings() => Task.FromResult<string[]?>([]);

    private async Task<JsonElement> Make(string mutation, string input, string selection, string? name)
    {
        var payload = await Mutate(mutation, Fill(input), selection);
        Assert.True(payload.GetProperty("errors").GetArrayLength() == 0, $"{mutation}: {payload}");
        var made = payload.EnumerateObject().First().Value;
        if (name is not null) _ids[name] = made.GetProperty("id").GetString()!;
        return made;
    }

    private static string Id(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));
}
