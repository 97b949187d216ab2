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
