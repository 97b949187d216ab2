using System.Text;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.Visitors;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Tests;

/// <summary>Writes the reference page of a schema: everything in it, with who may use it and what it links to.</summary>
internal sealed class ReferencePage
{
    private readonly StringBuilder _page = new();

    private ReferencePage(ISchema schema)
    {
        Line($"""
            # Reference of the GraphQL API

            {schema.Description} Written from the schema by `REWRITE_SCHEMA=1 dotnet run -c Release --project tests/Api`: change the
            descriptions in `api/GraphQL`, not this page. The same as SDL: `api/schema.graphql`. Worked examples: `docs/api/examples`.

            Whoever has a key may ask for what names no role. What is *for all sites* needs a key that may see all of them.

            """);
        Root("query", "Queries", schema.Query);
        Root("mutation", "Mutations", schema.Mutation!);
        Root("subscription", "Subscriptions", schema.Subscription!);

        string[] builtIn = ["Boolean", "Float", "ID", "Int", "String"];
        var types = schema.AllTypes
            .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal) && !builtIn.Contains(type.Name) && type != schema.Query && type != schema.Mutation && type != schema.Subscription)
            .OrderBy(type => type.Name, StringComparer.Ordinal).ToLookup(KindOf);
        foreach (var (kind, title) in new[] { ("type", "Objects"), ("interface", "Interfaces"), ("union", "Unions"), ("input", "Inputs"), ("enum", "Enums"), ("scalar", "Scalars") })
        {
            if (!types[kind].Any()) continue;
            Line($"## {title}\n");
            foreach (var type in types[kind]) Describe(kind, type);
        }
    }

    /// <summary>The page, in Markdown.</summary>
    public static string Of(ISchema schema) => new ReferencePage(schema)._page.ToString().ReplaceLineEndings("\n").TrimEnd() + "\n";

    private void Root(string kind, string title, IObjectGraphType root)
    {
        Line($"## {title}\n\n{root.Description}\n");
        foreach (var field in root.Fields.OrderBy(field => field.Name, StringComparer.Ordinal))
        {
            Line($"### {kind} {field.Name}\n\n{field.Description}{Needs(field)}{Deprecated(field.DeprecationReason)}\n");
            Line($"Gives {Link(field.ResolvedType!)}.\n");
            if (field.Arguments is { Count: > 0 } arguments)
                Table("argument", arguments.OrderBy(argument => argument.Name, StringComparer.Ordinal).Select(argument =>
                    (argument.Name, Link(argument.ResolvedType!) + Default(argument.ResolvedType!, argument.DefaultValue), argument.Description + Deprecated(argument.DeprecationReason))));
            if (field.ResolvedType!.GetNamedType() is IObjectGraphType payload && payload.Fields.Find("errors")?.ResolvedType?.GetNamedType() is UnionGraphType errors)
                Line($"Errors: {Links(errors.PossibleTypes)}.\n");
        }
    }

    private void Describe(string kind, IGraphType type)
    {
        Line($"### {kind} {type.Name}\n\n{type.Description}{Deprecated(type.DeprecationReason)}\n");
        if (type is IImplementInterfaces { ResolvedInterfaces.Count: > 0 } implementing) Line($"Implements {Links(implementing.ResolvedInterfaces)}.\n");
        if (type is UnionGraphType union) Line($"One of {Links(union.PossibleTypes)}.\n");
        if (type is IInterfaceGraphType @interface) Line($"Implemented by {Links(@interface.PossibleTypes)}.\n");
        if (type is EnumerationGraphType enumeration)
            Rows("value", enumeration.Values.OrderBy(value => value.Name, StringComparer.Ordinal).Select(value => (value.Name, value.Description + Deprecated(value.DeprecationReason))));
        if (type is IComplexGraphType complex)
            Table("field", complex.Fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => (
                field.Name,
                Link(field.ResolvedType!) + (type is IInputObjectGraphType ? Default(field.ResolvedType!, field.DefaultValue) : ""),
                field.Description + Arguments(field) + Needs(field) + Deprecated(field.DeprecationReason))));
    }

    private static string Arguments(FieldType field) => field.Arguments is { Count: > 0 } arguments
        ? string.Concat(arguments.OrderBy(argument => argument.Name, StringComparer.Ordinal).Select(argument =>
            $"<br>`{argument.Name}` {Link(argument.ResolvedType!)}{Default(argument.ResolvedType!, argument.DefaultValue)}: {argument.Description}"))
        : "";

    private static string Needs(FieldType field) => field.GetMetadata<object?>("role") is Role role
        ? $" *Needs {role}{(field.GetMetadata("everySite", false) ? ", for all sites" : "")}.*"
        : "";

    private static string Deprecated(string? reason) => reason is null ? "" : $" **Deprecated.** {reason}";

    private static string Default(IGraphType type, object? value) => value is null ? "" : $" = `{new SDLPrinter().Print((type is NonNullGraphType of ? of.ResolvedType! : type).ToAST(value))}`";

    private static string Links(IEnumerable<IGraphType> types) => string.Join(", ", types.OrderBy(type => type.Name, StringComparer.Ordinal).Select(Link));

    // As GitHub and others name a heading.
    private static string Link(IGraphType type)
    {
        var named = type.GetNamedType();
        return KindOf(named) is "scalar" && named.Name is not ("DateTime" or "Long") ? $"`{type}`" : $"[`{type}`](#{KindOf(named)}-{named.Name.ToLowerInvariant()})";
    }

    private static string KindOf(IGraphType type) => type switch
    {
        IInputObjectGraphType => "input",
        IInterfaceGraphType => "interface",
        UnionGraphType => "union",
        EnumerationGraphType => "enum",
        IObjectGraphType => "type",
        _ => "scalar",
    };

    private void Table(string what, IEnumerable<(string Name, string Type, string Description)> rows)
    {
        Line($"| {what} | type | |\n|---|---|---|");
        foreach (var (name, type, description) in rows) Line($"| `{name}` | {type} | {description.Replace("|", "\\|", StringComparison.Ordinal)} |");
        Line("");
    }

    private void Rows(string what, IEnumerable<(string Name, string Description)> rows)
    {
        Line($"| {what} | |\n|---|---|");
        foreach (var (name, description) in rows) Line($"| `{name}` | {description.Replace("|", "\\|", StringComparison.Ordinal)} |");
        Line("");
    }

    private void Line(string text) => _page.AppendLine(text);
}
