using GraphQL.Validation;
using GraphQLParser.AST;

namespace SystemConnector.Api.Transport;

/// <summary>Lets a transport run only the kinds of operation that it can answer.</summary>
internal sealed class OperationKinds : ValidationRuleBase
{
    /// <summary>The code of the error when an operation is not of an allowed kind.</summary>
    public const string RefusedCode = "OPERATION_NOT_ALLOWED";

    private readonly OperationType[] _allowed;
    private readonly string _refusal;

    private OperationKinds(string refusal, params OperationType[] allowed) => (_refusal, _allowed) = (refusal, allowed);

    /// <summary>HTTP GET must not change anything (GraphQL over HTTP, "GET").</summary>
    public static OperationKinds Get { get; } =
        new("GET runs queries only: send mutations with POST and subscriptions over graphql-transport-ws.", OperationType.Query);

    /// <summary>HTTP POST has one answer.</summary>
    public static OperationKinds Post { get; } =
        new("Subscriptions are served over WebSocket with the subprotocol graphql-transport-ws.", OperationType.Query, OperationType.Mutation);

    /// <summary>A stream of answers carries all of them.</summary>
    public static OperationKinds Stream { get; } =
        new("", OperationType.Query, OperationType.Mutation, OperationType.Subscription);

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        if (!_allowed.Contains(context.Operation.Operation))
            context.ReportError(new ValidationError(context.Document.Source, null, _refusal, context.Operation) { Code = RefusedCode });
        return default;
    }
}
