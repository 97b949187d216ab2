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

    /// <summary>Those of a request over HTTP: a GET changes nothing (GraphQL over HTTP, "GET"), and only a stream has many answers.</summary>
    public static OperationKinds Of(bool isGet, bool isStream) => (isGet, isStream) switch
    {
        (true, false) => _get,
        (true, true) => _getStream,
        (false, false) => _post,
        (false, true) => Stream,
    };

    /// <summary>A stream of answers carries all of them.</summary>
    public static OperationKinds Stream { get; } =
        new("", OperationType.Query, OperationType.Mutation, OperationType.Subscription);

    private static readonly OperationKinds _get =
        new("GET runs queries only: send mutations with POST, and subscriptions over graphql-transport-ws or with Accept: text/event-stream.", OperationType.Query);

    private static readonly OperationKinds _getStream =
        new("GET changes nothing: send mutations with POST.", OperationType.Query, OperationType.Subscription);

    private static readonly OperationKinds _post =
        new("Subscribe over WebSocket with the subprotocol graphql-transport-ws, or with Accept: text/event-stream.", OperationType.Query, OperationType.Mutation);

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        if (!_allowed.Contains(context.Operation.Operation))
            context.ReportError(new ValidationError(context.Document.Source, null, _refusal, context.Operation) { Code = RefusedCode });
        return default;
    }
}
