using GraphQLParser;
using GraphQLParser.AST;

namespace SystemConnector.Api.Tests;

/// <summary>What a client of the released schema would miss in the current one.</summary>
internal static class SchemaHistory
{
    /// <summary>Each break, in a sentence; what the released schema deprecates may go.</summary>
    public static IEnumerable<string> Breaks(string released, string current)
    {
        var before = Types(released);
        var now = Types(current);
        // A type goes with the last field that has it, so only what remains of both is compared.
        foreach (var (name, type) in before)
        {
            if (!now.TryGetValue(name, out var same))
            {
                foreach (var user in before.Values.SelectMany(Members).Where(member => !member.IsDeprecated && NameOf(member.Type) == name))
                    yield return $"{name} is gone, and {user.Path} has it.";
                continue;
            }
            if (type.Kind != same.Kind) yield return $"{name} is another kind of type.";
            var members = Members(same).ToDictionary(member => member.Path);
            foreach (var member in Members(type).Where(member => !member.IsDeprecated))
            {
                if (!members.TryGetValue(member.Path, out var kept)) yield return $"{member.Path} is gone without a release that deprecated it.";
                else if (!Fits(member, kept)) yield return $"{member.Path} was {Text(member.Type)} and is {Text(kept.Type)}.";
            }
            var known = Members(type).Select(member => member.Path).ToHashSet();
            foreach (var added in Members(same).Where(member => member.IsInput && !known.Contains(member.Path) && member is { Type: GraphQLNonNullType, HasDefault: false } && known.Contains(member.Owner)))
                yield return $"{added.Path} is new and must be given.";
        }
    }

    private static Dictionary<string, GraphQLTypeDefinition> Types(string schema) =>
        Parser.Parse(schema).Definitions.OfType<GraphQLTypeDefinition>().ToDictionary(type => type.Name.StringValue);

    private static IEnumerable<Member> Members(GraphQLTypeDefinition type)
    {
        var name = type.Name.StringValue;
        IEnumerable<Member> own = type switch
        {
            GraphQLObjectTypeDefinition of => Fields(name, of.Fields).Concat(Names(name, of.Interfaces?.Items)),
            GraphQLInterfaceTypeDefinition of => Fields(name, of.Fields),
            GraphQLInputObjectTypeDefinition of => (of.Fields?.Items ?? []).Select(field => Input(name, field)),
            GraphQLEnumTypeDefinition of => (of.Values?.Items ?? []).Select(value => new Member(name, $"{name}.{value.Name.StringValue}", null, IsDeprecated(value), false, false)),
            GraphQLUnionTypeDefinition of => Names(name, of.Types?.Items),
            _ => [],
        };
        // Stands for the type as the owner of its members.
        return own.Prepend(new Member(name, name, null, false, false, false));
    }

    private static IEnumerable<Member> Fields(string type, GraphQLFieldsDefinition? fields) => (fields?.Items ?? []).SelectMany(field =>
    {
        var path = $"{type}.{field.Name.StringValue}";
        return (field.Arguments?.Items ?? []).Select(argument => Input(path, argument) with { IsDeprecated = IsDeprecated(field) || IsDeprecated(argument) })
            .Prepend(new Member(type, path, field.Type, IsDeprecated(field), false, false));
    });

    private static IEnumerable<Member> Names(string type, IEnumerable<GraphQLNamedType>? of) =>
        (of ?? []).Select(each => new Member(type, $"{type} as {each.Name.StringValue}", null, false, false, false));

    private static Member Input(string owner, GraphQLInputValueDefinition value) =>
        new(owner, $"{owner}.{value.Name.StringValue}", value.Type, IsDeprecated(value), true, value.DefaultValue is not null);

    private static bool IsDeprecated(IHasDirectivesNode node) => node.Directives?.Items.Any(directive => directive.Name.Value == "deprecated") == true;

    // What is read may become surer, what is sent may be asked for less.
    private static bool Fits(Member before, Member now) =>
        before.Type is null || (now.Type is not null && (before.IsInput ? IsAtLeast(before.Type, now.Type) : IsAtLeast(now.Type, before.Type)));

    private static bool IsAtLeast(GraphQLType sure, GraphQLType asked) => (sure, asked) switch
    {
        (GraphQLNonNullType one, GraphQLNonNullType other) => IsAtLeast(one.Type, other.Type),
        (GraphQLNonNullType one, _) => IsAtLeast(one.Type, asked),
        (GraphQLListType one, GraphQLListType other) => IsAtLeast(one.Type, other.Type),
        (GraphQLNamedType one, GraphQLNamedType other) => one.Name.StringValue == other.Name.StringValue,
        _ => false,
    };

    private static string? NameOf(GraphQLType? type) => type switch
    {
        GraphQLNonNullType of => NameOf(of.Type),
        GraphQLListType of => NameOf(of.Type),
        GraphQLNamedType of => of.Name.StringValue,
        _ => null,
    };

    private static string Text(GraphQLType? type) => type switch
    {
        GraphQLNonNullType of => $"{Text(of.Type)}!",
        GraphQLListType of => $"[{Text(of.Type)}]",
        _ => NameOf(type) ?? "nothing",
    };

    /// <summary>A field, argument, input field, enum value, or what a type belongs to.</summary>
    private sealed record Member(string Owner, string Path, GraphQLType? Type, bool IsDeprecated, bool IsInput, bool HasDefault);
}
