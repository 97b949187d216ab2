using GraphQL.Types;
using GraphQLParser.AST;

namespace SystemConnector.Api.GraphQL;

/// <summary>A point in time under the name that GraphQL clients know.</summary>
internal sealed class DateTimeType : DateTimeOffsetGraphType
{
    public DateTimeType()
    {
        Name = "DateTime";
        Description = "A point in time: ISO 8601 with offset.";
    }
}

/// <summary>GraphQL's String without what no database keeps: U+0000, and a half of a surrogate pair. As with an Int that is too large, nothing is looked at then.</summary>
internal sealed class TextType : StringGraphType
{
    public TextType() => Name = "String";

    public override object? ParseLiteral(GraphQLValue value) => Checked(base.ParseLiteral(value), value);

    public override bool CanParseLiteral(GraphQLValue value) => value is GraphQLStringValue text ? IsText((string)text.Value) : base.CanParseLiteral(value);

    public override object? ParseValue(object? value) => Checked(base.ParseValue(value), value);

    public override bool CanParseValue(object? value) => value is string text ? IsText(text) : base.CanParseValue(value);

    private object? Checked(object? parsed, object? value) => parsed is string text && !IsText(text) ? ThrowValueConversionError(value) : parsed;

    private static bool IsText(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0') return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }
        return true;
    }
}

/// <summary>A counter that outgrows GraphQL's Int.</summary>
internal sealed class LongType : LongGraphType
{
    public LongType()
    {
        Name = "Long";
        Description = "A whole number of up to 64 bits.";
    }
}
