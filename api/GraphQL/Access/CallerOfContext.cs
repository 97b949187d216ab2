using GraphQL;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.GraphQL.Access;

internal static class CallerOfContext
{
    /// <summary>Who asks for the field; the same for the whole life of an operation.</summary>
    public static Caller Caller(this IResolveFieldContext context) =>
        context.User as Caller ?? throw new InvalidOperationException("An operation runs for nobody.");
}
