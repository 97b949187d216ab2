using GraphQL;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>The caller's role or sites do not allow a field; of a mutation the payload says it instead.</summary>
internal sealed class Forbidden : ExecutionError
{
    public Forbidden(string message) : base(message) => Code = "FORBIDDEN";
}
