using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace SystemConnector.Silo.Tests.Refusals;

/// <summary>Every argument of every query, of what an id finds, and of every subscription of a whole node, with what it does not take: BAD_ARGUMENT or nothing found, never the node's fault.</summary>
public abstract class ArgumentTests(RefusalNode node) : IAsyncLifetime
{
    // Only a subscription that was not refused takes so long.
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(20);

    private const string Site = "siteId", WithNul = "a\u0000b";

    private static readonly string[] _nobodysFault = ["INTERNAL", "TIMEOUT", "STORAGE_UNAVAILABLE"];

    private static readonly JsonNode[] _texts = ["", "nonsense", "eDp5Ono=", WithNul, "MQAy", "%_'\"\\", new string('7', 5_000)];

    private static readonly JsonNode[] _times = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"];

    private static readonly JsonNode[] _numbers = [0, -1, 201, int.MaxValue, int.MinValue];

    private ISchema Schema => node.Services.GetRequiredService<ISchema>();

    /// <summary>The ids by which what has fields with arguments is found.</summary>
    private IEnumerable<(string Prefix, string Suffix, IObjectGraphType Type)> Places
    {
        get
        {
            yield return ("", "", Schema.Query);
            foreach (var id in new[] { "site", "connector", "range", "migration", "node" })
            {
                var type = id switch { "site" => "Site", "connector" => "Connector", "range" => "ExtensionRange", "migration" => "Migration", _ => "ClusterNode" };
                yield return ($"node(id: \"{node.Ids[id]}\") {{ ... on {type} {{ ", " } }", (IObjectGraphType)Schema.AllTypes[type]!);
            }
            yield return ($"previewConnector(input: {{ enable: {{ id: \"{node.Ids["connector"]}\" }} }}) {{ preview {{ ", " } }", (IObjectGraphType)Schema.AllTypes["RoutePreview"]!);
            yield return ($"previewMigration(input: {{ connectorId: \"{node.Ids["connector"]}\", name: \"Move\" }}) {{ ", " }", (IObjectGraphType)Schema.AllTypes["MigrationPreview"]!);
        }
    }

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(node.IsMissing, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Argument_that_is_not_taken_is_told_as_such()
    {
        var faults = new List<string>();
        foreach (var (prefix, suffix, type) in Places)
            foreach (var field in type.Fields.Where(static field => field.Arguments is { Count: > 0 } && !field.Name.StartsWith("__", StringComparison.Ordinal)))
                foreach (var argument in field.Arguments!)
                    foreach (var bad in Wrong(argument.Name, argument.ResolvedType!))
                    {
                        var answer = await node.Run($"query ($bad: {argument.ResolvedType}) {{ {prefix}{Call(field, argument.Name)} {Selection(field)}{suffix} }}", new { bad });
                        if (WhatIsWrong(field, argument, bad, answer, suffix.Length > 0) is { } wrong)
                            faults.Add($"{type.Name}.{field.Name}({argument.Name}: {Shown(bad)}): {wrong} {Shown(answer)}");
                    }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    /// <summary>Otherwise what the test above refuses could be its own documents.</summary>
    [Fact]
    public async Task Argument_as_it_must_be_is_taken()
    {
        var faults = new List<string>();
        foreach (var (prefix, suffix, type) in Places)
            foreach (var field in type.Fields.Where(static field => field.Arguments is { Count: > 0 } && !field.Name.StartsWith("__", StringComparison.Ordinal)))
                foreach (var argument in field.Arguments!)
                {
                    var good = argument.ResolvedType is NonNullGraphType || argument.Name == Site ? Valid(argument.ResolvedType!.GetNamedType(), argument.Name) : null;
                    var answer = await node.Run($"query ($bad: {argument.ResolvedType}) {{ {prefix}{Call(field, argument.Name)} {Selection(field)}{suffix} }}", new { bad = good });
                    if (answer.TryGetProperty("errors", out _)) faults.Add($"{type.Name}.{field.Name}({argument.Name}: {good?.ToJsonString()}): {Shown(answer)}");
                }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Argument_of_a_subscription_that_is_not_taken_is_told_as_such()
    {
        var faults = new List<string>();
        foreach (var field in Schema.Subscription!.Fields)
            foreach (var argument in field.Arguments!.Where(static argument => argument.Name == "after" || argument.ResolvedType!.GetNamedType() is IdGraphType))
                foreach (var bad in new[] { "nonsense", "c05hbWVBc2M6eDpi", node.Ids["range"] })
                {
                    var answer = await node.Run($"subscription ($bad: {argument.ResolvedType}) {{ {field.Name}({argument.Name}: $bad) {{ __typename }} }}", new { bad }, "text/event-stream").WaitAsync(_bound, TestContext.Current.CancellationToken);
                    if (Code(answer) != "BAD_ARGUMENT") faults.Add($"{field.Name}({argument.Name}: {bad}): {answer}");
                }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static string? WhatIsWrong(FieldType field, QueryArgument argument, JsonNode bad, JsonElement answer, bool isNested)
    {
        var code = Code(answer);
        if (_nobodysFault.Contains(code)) return "is the node's fault.";
        // It is no value of its type at all, or the answer could be too large.
        if (code is not null) return null;
        if (argument.Name is "first") return "is taken.";
        if (argument.Name is "after" || JsonNode.DeepEquals(bad, WithNul)) return "is taken.";
        if (argument.ResolvedType!.GetNamedType() is not IdGraphType) return null;
        var found = answer.GetProperty("data");
        if (isNested) found = found.GetProperty("node");
        found = found.GetProperty(field.Name);
        return found.ValueKind == JsonValueKind.Null || found.TryGetProperty("nodes", out var nodes) && nodes.GetArrayLength() == 0 ? null : "is passed over.";
    }

    /// <summary>Values that an argument of that type does not take, or with which nothing can be found.</summary>
    private IEnumerable<JsonNode> Wrong(string name, IGraphType type)
    {
        switch (type.GetNamedType())
        {
            case IdGraphType:
                return [.. new[] { "", "nonsense", node.Ids["noCall"], node.Ids["noApiKey"], node.Ids["noNode"] }.Select(static id => (JsonNode)id)];
            case IntGraphType:
                return _numbers;
            case DateTimeOffsetGraphType or DateTimeGraphType:
                return _times;
            case StringGraphType:
                return _texts;
            case ScalarGraphType scalar:
                return scalar.Name == "DateTime" ? _times : [];
            case IInputObjectGraphType input:
                // One field of it after the other, the others as they must be.
                return [.. input.Fields.SelectMany(field => Wrong(field.Name, field.ResolvedType!).Take(4).Select(wrong =>
                {
                    var given = (JsonObject)Valid(type.GetNamedType(), name);
                    given[field.Name] = IsList(field.ResolvedType!) ? new JsonArray(wrong.DeepClone()) : wrong.DeepClone();
                    return (JsonNode)given;
                }))];
            default:
                return [];
        }
    }

    /// <summary>A field with all the arguments that it needs, and its site, without which some say that alone, one of them in a variable.</summary>
    private string Call(FieldType field, string bad) => $"{field.Name}({string.Join(", ", field.Arguments!
        .Where(argument => argument.Name == bad || argument.Name == Site || argument.ResolvedType is NonNullGraphType && argument.DefaultValue is null)
        .Select(argument => $"{argument.Name}: {(argument.Name == bad ? "$bad" : Literal(Valid(argument.ResolvedType!.GetNamedType(), argument.Name), argument.ResolvedType!))}"))})";

    private JsonNode Valid(IGraphType type, string name) => type switch
    {
        IdGraphType => node.Ids[name switch { "connectorId" or "arrivedOver" => "connector", "extensionRangeId" => "range", _ => "site" }],
        EnumerationGraphType enumeration => enumeration.Values.First().Name,
        IntGraphType => 1,
        BooleanGraphType => false,
        ScalarGraphType { Name: "DateTime" } => "2026-01-02T03:04:05Z",
        IInputObjectGraphType input => new JsonObject(input.Fields
            .Where(static field => field.ResolvedType is NonNullGraphType && field.DefaultValue is null)
            .Select(field => KeyValuePair.Create(field.Name, (JsonNode?)(IsList(field.ResolvedType!) ? new JsonArray() : Valid(field.ResolvedType!.GetNamedType(), field.Name))))),
        _ => "150",
    };

    private static string Literal(JsonNode value, IGraphType type) => type.GetNamedType() is EnumerationGraphType ? value.ToString()
        : value is JsonObject fields ? $"{{ {string.Join(", ", fields.Select(static field => $"{field.Key}: {field.Value?.ToJsonString()}"))} }}"
        : value.ToJsonString();

    private static string Selection(FieldType field) =>
        field.ResolvedType!.GetNamedType() is not IComplexGraphType complex ? field.ResolvedType!.GetNamedType() is UnionGraphType ? "{ __typename }" : ""
        : complex.Fields.Find("nodes") is not null ? "{ nodes { __typename } }"
        : "{ __typename }";

    private static bool IsList(IGraphType type) => type is ListGraphType or NonNullGraphType { ResolvedType: ListGraphType };

    private static string? Code(JsonElement answer) =>
        answer.TryGetProperty("errors", out var errors) && errors[0].TryGetProperty("extensions", out var extensions) ? extensions.GetProperty("code").GetString() : null;

    private static string Shown(object value) => value is JsonNode node ? Short(node.ToJsonString()) : Short($"{value}");

    private static string Short(string text) => text.Length <= 300 ? text : $"{text[..300]}…";
}

public sealed class SqliteArgumentTests(RefusalNode node) : ArgumentTests(node), IClassFixture<RefusalNode>;

public sealed class PostgresArgumentTests(PostgresRefusalNode node) : ArgumentTests(node), IClassFixture<PostgresRefusalNode>;
