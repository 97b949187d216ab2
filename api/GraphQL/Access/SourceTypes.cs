using GraphQL.Types;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Which class stands behind a type of the schema.</summary>
internal static class SourceTypes
{
    /// <summary>The class; null where there is none.</summary>
    public static Type? Of(IGraphType graphType)
    {
        for (var type = graphType.GetType(); type is not null; type = type.BaseType)
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ComplexGraphType<>)) return type.GetGenericArguments()[0];
        return null;
    }
}
