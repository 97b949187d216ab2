using System.Text.RegularExpressions;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace SystemConnector.Api.Tests;

/// <summary>What holds for the whole schema, whoever adds to it.</summary>
public sealed partial class SchemaRuleTests(ApiHost api)
{
    private ISchema Schema => api.Services.GetRequiredService<ISchema>();

    private IEnumerable<IGraphType> Types => Schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal));

    [Fact]
    public void Names_follow_one_convention()
    {
        var odd = new List<string>();
        foreach (var type in Types)
        {
            Check(TypeName(), type.Name);
            if (type is IInputObjectGraphType) Check(InputName(), type.Name);
            if (type is IComplexGraphType complex)
                foreach (var field in complex.Fields)
                {
                    Check(FieldName(), field.Name, type.Name);
                    foreach (var argument in field.Arguments ?? []) Check(FieldName(), argument.Name, $"{type.Name}.{field.Name}");
                }
            if (type is EnumerationGraphType enumeration)
                foreach (var value in enumeration.Values) Check(ValueName(), value.Name, type.Name);
        }
        Assert.Empty(odd);

        void Check(Regex convention, string name, string of = "")
        {
            if (!convention.IsMatch(name)) odd.Add($"{of}.{name}");
        }
    }

    [Fact]
    public void Every_mutation_has_one_input_and_one_payload_with_errors_and_warnings()
    {
        foreach (var mutation in Schema.Mutation!.Fields)
        {
            var name = $"{char.ToUpperInvariant(mutation.Name[0])}{mutation.Name[1..]}";
            var input = Assert.Single(mutation.Arguments!);
            Assert.Equal(("input", $"{name}Input!", $"{name}Payload!"), (input.Name, $"{input.ResolvedType}", $"{mutation.ResolvedType}"));
            var payload = Assert.IsType<IObjectGraphType>(((NonNullGraphType)mutation.ResolvedType!).ResolvedType, exactMatch: false);
            Assert.Equal(($"[{name}Error!]!", "[Warning!]!"), ($"{payload.Fields.Find("errors")?.ResolvedType}", $"{payload.Fields.Find("warnings")?.ResolvedType}"));
        }
    }

    [Fact]
    public void Payloads_and_errors_belong_to_a_mutation()
    {
        var mutations = Schema.Mutation!.Fields.Select(field => $"{char.ToUpperInvariant(field.Name[0])}{field.Name[1..]}").ToHashSet();
        Assert.DoesNotContain(Types, type => type.Name.EndsWith("Payload", StringComparison.Ordinal) && !mutations.Contains(type.Name[..^"Payload".Length]));
        Assert.DoesNotContain(Types.OfType<UnionGraphType>(), type => type.Name.EndsWith("Error", StringComparison.Ordinal) && !mutations.Contains(type.Name[..^"Error".Length]));
    }

    [Fact]
    public void Items_of_a_list_are_never_null() =>
        Assert.DoesNotContain(
            Types.OfType<IComplexGraphType>().SelectMany(type => type.Fields.Select(field => $"{type.Name}.{field.Name}: {field.ResolvedType}")),
            field => field.Contains('[') && !field.Contains("!]", StringComparison.Ordinal));

    [Fact]
    public void Pages_are_asked_for_and_look_alike()
    {
        foreach (var type in Types.OfType<IObjectGraphType>().Where(type => type.Name.EndsWith("Connection", StringComparison.Ordinal)))
        {
            var item = type.Name[..^"Connection".Length];
            Assert.Equal(
                [("edges", $"[{item}Edge!]!"), ("nodes", $"[{item}!]!"), ("pageInfo", "PageInfo!")],
                type.Fields.Where(field => field.Name is "edges" or "nodes" or "pageInfo").Select(field => (field.Name, $"{field.ResolvedType}")).Order());
        }
        foreach (var (type, field) in Types.OfType<IObjectGraphType>().SelectMany(type => type.Fields.Select(field => (type, field))).Where(of => $"{of.field.ResolvedType}".EndsWith("Connection!", StringComparison.Ordinal)))
            Assert.True(
                field.Arguments?.Find("first") is { DefaultValue: 50 } && $"{field.Arguments.Find("after")?.ResolvedType}" == "String",
                $"{type.Name}.{field.Name} is paged by first and after.");
    }

    [Fact]
    public void Everything_that_is_deprecated_says_what_to_use_instead()
    {
        var reasons = Types.OfType<IComplexGraphType>().SelectMany(type => type.Fields).Select(field => field.DeprecationReason)
            .Concat(Types.OfType<EnumerationGraphType>().SelectMany(type => type.Values).Select(value => value.DeprecationReason));
        Assert.DoesNotContain(reasons, reason => reason is not null && !reason.StartsWith("Use ", StringComparison.Ordinal));
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*$")]
    private static partial Regex TypeName();

    [GeneratedRegex("Input$")]
    private static partial Regex InputName();

    [GeneratedRegex("^[a-z][A-Za-z0-9]*$")]
    private static partial Regex FieldName();

    [GeneratedRegex("^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")]
    private static partial Regex ValueName();
}
