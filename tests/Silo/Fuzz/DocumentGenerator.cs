using System.Text;
using GraphQL;
using GraphQL.Types;

namespace SystemConnector.Silo.Tests.Fuzz;

/// <summary>Writes documents that fit the schema, so that what is new in it is tried without being named anywhere.</summary>
internal sealed class DocumentGenerator(ISchema schema, IReadOnlyList<string> ids, Random random)
{
    private const int MaxDepth = 4;

    private static readonly string[] _strings =
        ["", " ", "a", "100", "0", "199", "+44 20", "999999999999999999999999999999999999", "a.example", "127.0.0.1", "127.0.0.1:99999", "x@y:z", "é", "\\u0000", "\\uD800", "٣", "🏃", "-1", "2026-01-01T00:00:00Z", "null", "{", "'; --"];

    private static readonly string[] _numbers = ["0", "1", "-1", "2", "50", "200", "201", "1000", "65536", "2147483647", "-2147483648"];

    /// <summary>One field of Query or Mutation with arguments and a selection.</summary>
    public string Write()
    {
        var isMutation = random.Next(4) == 0;
        var fields = (isMutation ? schema.Mutation! : schema.Query).Fields.Where(IsHarmless).ToList();
        var document = new StringBuilder(isMutation ? "mutation { " : "{ ");
        Field(document, fields[random.Next(fields.Count)], MaxDepth);
        return document.Append('}').ToString();
    }

    // What drains the node, goes on for long or replaces keys would keep the rest from being tried.
    private static bool IsHarmless(FieldType field) =>
        !field.GetMetadata("everySite", false)
        && !new[] { "examine", "drain", "undrain", "rotate", "restore" }.Any(verb => field.Name.StartsWith(verb, StringComparison.Ordinal));

    private void Field(StringBuilder document, FieldType field, int depth)
    {
        document.Append(field.Name);
        var arguments = (field.Arguments ?? []).Where(argument => IsRequired(argument) || random.Next(2) == 0).ToList();
        if (arguments.Count > 0)
        {
            document.Append('(');
            foreach (var argument in arguments)
            {
                document.Append(argument.Name).Append(": ");
                Value(document, argument.ResolvedType!, MaxDepth);
                document.Append(' ');
            }
            document.Append(')');
        }
        document.Append(' ');
        var type = field.ResolvedType!.GetNamedType();
        if (type is IComplexGraphType or UnionGraphType) Selection(document, type, depth - 1);
    }

    private void Selection(StringBuilder document, IGraphType type, int depth)
    {
        document.Append("{ __typename ");
        if (depth > 0 && type is IComplexGraphType complex)
            foreach (var field in complex.Fields.OrderBy(_ => random.Next()).Take(1 + random.Next(6))) Field(document, field, depth);
        if (depth > 0 && type is UnionGraphType union)
            foreach (var member in union.PossibleTypes.Take(3))
            {
                document.Append("... on ").Append(member.Name).Append(' ');
                Selection(document, member, 1);
            }
        document.Append("} ");
    }

    private void Value(StringBuilder document, IGraphType type, int depth)
    {
        switch (type)
        {
            case NonNullGraphType nonNull:
                Value(document, nonNull.ResolvedType!, depth);
                break;
            case ListGraphType list:
                document.Append('[');
                for (var i = random.Next(3); i > 0; i--)
                {
                    Value(document, list.ResolvedType!, depth - 1);
                    document.Append(' ');
                }
                document.Append(']');
                break;
            case EnumerationGraphType enumeration:
                document.Append(enumeration.Values.ElementAt(random.Next(enumeration.Values.Count)).Name);
                break;
            case IInputObjectGraphType input:
                document.Append('{');
                foreach (var field in input.Fields.Where(field => IsRequired(field) || (depth > 0 && random.Next(2) == 0)))
                {
                    document.Append(field.Name).Append(": ");
                    Value(document, field.ResolvedType!, depth - 1);
                    document.Append(' ');
                }
                document.Append('}');
                break;
            default:
                document.Append(type.Name switch
                {
                    "Boolean" => random.Next(2) == 0 ? "true" : "false",
                    "Int" or "Long" or "Float" => _numbers[random.Next(_numbers.Length)],
                    "ID" when random.Next(4) != 0 => $"\"{ids[random.Next(ids.Count)]}\"",
                    _ => $"\"{_strings[random.Next(_strings.Length)]}\"",
                });
                break;
        }
    }

    private static bool IsRequired(IProvideMetadata of) => of switch
    {
        QueryArgument argument => argument.ResolvedType is NonNullGraphType && argument.DefaultValue is null,
        FieldType field => field.ResolvedType is NonNullGraphType && field.DefaultValue is null,
        _ => false,
    };
}
