using GraphQL.Types;

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

/// <summary>A counter that outgrows GraphQL's Int.</summary>
internal sealed class LongType : LongGraphType
{
    public LongType()
    {
        Name = "Long";
        Description = "A whole number of up to 64 bits.";
    }
}
