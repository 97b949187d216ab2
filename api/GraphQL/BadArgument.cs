using GraphQL;

namespace SystemConnector.Api.GraphQL;

/// <summary>An argument of a field has a value that it cannot have; the message says which and why.</summary>
internal sealed class BadArgument : ExecutionError
{
    public BadArgument(string message) : base(message) => Code = "BAD_ARGUMENT";
}
