using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace SystemConnector.Silo.Tests.Refusals;

/// <summary>Text that PostgreSQL does not keep, in every field of every mutation: refused, and nothing is changed.</summary>
public sealed class TextTests(PostgresRefusalNode node) : IClassFixture<PostgresRefusalNode>, IAsyncLifetime
{
    // What a JSON string may say, but no text is.
    private const string WithNul = "\"1\\u00002\"", HalfPair = "\"1\\ud8002\"";

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(node.IsMissing, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(WithNul)]
    [InlineData(HalfPair)]
    public async Task Text_that_no_database_keeps_is_no_text(string text)
    {
        var before = await node.Snapshot();
        var (tried, faults) = (0, new List<string>());
        foreach (var mutation in node.Services.GetRequiredService<ISchema>().Mutation!.Fields)
        {
            var input = (IInputObjectGraphType)mutation.Arguments!.Single().ResolvedType!.GetNamedType();
            foreach (var written in Inputs(input, text).Where(written => written.Contains(text, StringComparison.Ordinal)))
            {
                tried++;
                var answer = await node.Run($"mutation {{ {mutation.Name}(input: {written}) {{ errors {{ __typename }} }} }}");
                if (Code(answer) != "ARGUMENTS_OF_CORRECT_TYPE") faults.Add($"{mutation.Name} {written}: {answer}");
            }
        }
        Assert.True(tried > 50);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await node.Snapshot());
    }

    /// <summary>In a list to import such text may stand within text.</summary>
    [Theory]
    [InlineData("importSites", """{"name":"*"}""", "New")]
    [InlineData("importSites", """{"name":"New","domains":"*"}""", "new.example")]
    [InlineData("importSites", """{"name":"New","localRanges":"*"}""", "7000-7999")]
    [InlineData("importLocalNumbers", """{"number":"*"}""", "170")]
    [InlineData("importLocalNumbers", """{"number":"170","owner":"*"}""", "Ann")]
    [InlineData("importLocalNumbers", """{"number":"170","secret":"*"}""", "secret")]
    [InlineData("importLocalNumbers", """{"number":"170","kind":"CALL_FLOW","target":"*"}""", "sip:flow@b.example")]
    [InlineData("importConnectors", """{"name":"*","connectionType":"GENERIC_IP_AUTH","ipAddress":"127.0.0.1","extensionRanges":"700-799"}""", "New")]
    [InlineData("importConnectors", """{"name":"New","connectionType":"GENERIC_IP_AUTH","ipAddress":"*","extensionRanges":"700-799"}""", "127.0.0.1")]
    [InlineData("importConnectors", """{"name":"New","connectionType":"GENERIC_PASSWORD_AUTH","ipAddress":"127.0.0.1","username":"*","password":"correct horse","extensionRanges":"700-799"}""", "new")]
    [InlineData("importConnectors", """{"name":"New","connectionType":"GENERIC_PASSWORD_AUTH","ipAddress":"127.0.0.1","username":"new","password":"*","extensionRanges":"700-799"}""", "correct horse")]
    [InlineData("importDecisions", """{"number":"*","precedence":"REMOTE","connector":"West"}""", "150")]
    [InlineData("importDecisions", """{"number":"150","precedence":"REMOTE","connector":"*"}""", "West")]
    public async Task Text_that_no_database_keeps_is_a_fault_of_its_line(string mutation, string line, string good)
    {
        var before = await node.Snapshot();
        var (isWrong, report) = await Import(good, dryRun: true);
        Assert.False(isWrong, $"{report}");
        foreach (var text in new[] { @"1\u00002", @"1\ud8002" })
        {
            var (isRefused, payload) = await Import(text, dryRun: false);
            Assert.True(isRefused, $"{payload}");
        }
        Assert.Equal(before, await node.Snapshot());

        async Task<(bool IsRefused, JsonElement Payload)> Import(string text, bool dryRun)
        {
            var input = new JsonObject { ["format"] = "JSON", ["content"] = $"[{line.Replace("*", text, StringComparison.Ordinal)}]", ["dryRun"] = dryRun };
            if (mutation != "importSites") input["siteId"] = node.Ids["site"];
            var payload = await node.Mutate(mutation, input.ToJsonString(), "report { faultCount faults { nodes { column message } } }");
            return (payload.GetProperty("errors").GetArrayLength() > 0 || payload.GetProperty("report").GetProperty("faultCount").GetInt32() > 0, payload);
        }
    }

    /// <summary>An input for each text that can be in it, in GraphQL, with what else it needs.</summary>
    private IEnumerable<string> Inputs(IInputObjectGraphType type, string text)
    {
        foreach (var field in type.Fields)
            foreach (var value in Values(field.ResolvedType!, text))
                yield return $"{{ {string.Join(", ", type.Fields
                    .Where(other => other != field && other.ResolvedType is NonNullGraphType && other.DefaultValue is null)
                    .Select(other => $"{other.Name}: {Valid(other.ResolvedType!, other.Name)}").Append($"{field.Name}: {value}"))} }}";
    }

    private IEnumerable<string> Values(IGraphType type, string text) => type switch
    {
        NonNullGraphType nonNull => Values(nonNull.ResolvedType!, text),
        ListGraphType list => Values(list.ResolvedType!, text).Select(static value => $"[{value}]"),
        StringGraphType => [text],
        IInputObjectGraphType input => Inputs(input, text),
        _ => [],
    };

    private string Valid(IGraphType type, string name) => type switch
    {
        NonNullGraphType nonNull => Valid(nonNull.ResolvedType!, name),
        ListGraphType => "[]",
        IdGraphType => $"\"{node.Ids[name switch { "connectorId" => "connector", "extensionRangeId" => "range", "nodeId" => "node", _ => "site" }]}\"",
        EnumerationGraphType enumeration => enumeration.Values.First().Name,
        IInputObjectGraphType input => $"{{ {string.Join(", ", input.Fields
            .Where(static field => field.ResolvedType is NonNullGraphType && field.DefaultValue is null)
            .Select(field => $"{field.Name}: {Valid(field.ResolvedType!, field.Name)}"))} }}",
        IntGraphType => "1",
        BooleanGraphType => "false",
        _ => "\"1\"",
    };

    private static string? Code(JsonElement answer) =>
        answer.TryGetProperty("errors", out var errors) && errors[0].TryGetProperty("extensions", out var extensions) ? extensions.GetProperty("code").GetString() : null;
}
