using GraphQL;
using GraphQL.Transport;
using GraphQL.Validation;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>Runs one operation within its limits, the same for every transport.</summary>
internal sealed class GraphQLExecution(
    IDocumentExecuter executer, UnhandledExceptions exceptions, GraphQLMetrics metrics, RateLimits limits, IOptions<ApiOptions> options, TimeProvider time)
{
    public const string TimeoutCode = "TIMEOUT";
    public const string RateLimitedCode = "RATE_LIMITED";
    public const string RetryAfter = "retryAfter";

    /// <summary>Runs an operation that a caller sent.</summary>
    public Task<ExecutionResult> Execute(
        GraphQLRequest request, OperationKinds kinds, Caller user, IServiceProvider services, CancellationToken cancellation) =>
        metrics.Measure(() => limits.Admit(user, out var retryAfter) ? Run(request, kinds, user, services, cancellation) : Task.FromResult(Limited(retryAfter)));

    /// <summary>Runs an operation that was let in and counted already.</summary>
    public async Task<ExecutionResult> Run(
        GraphQLRequest request, OperationKinds kinds, Caller user, IServiceProvider services, CancellationToken cancellation)
    {
        // The executer's own timeout would end a subscription too: only the time until the first answer is bounded. The source is
        // not disposed, because a subscription lives on with its token; it goes when the caller's source goes.
        var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var execution = executer.ExecuteAsync(new ExecutionOptions
        {
            Query = request.Query,
            OperationName = request.OperationName,
            Variables = request.Variables,
            Extensions = request.Extensions,
            ValidationRules = options.Value.Introspection ? [.. DocumentValidator.CoreRules, kinds] : [.. DocumentValidator.CoreRules, kinds, Introspection.Off],
            UnhandledExceptionDelegate = exceptions.Handle,
            RequestServices = services,
            User = user,
            CancellationToken = giveUp.Token,
        });
        try
        {
            return await execution.WaitAsync(options.Value.ExecutionTimeout, time, cancellation);
        }
        catch (TimeoutException)
        {
            await giveUp.CancelAsync();
            return Refused(TimeoutCode, $"Given up after {options.Value.ExecutionTimeout.TotalSeconds:0} s. A change may nevertheless have been made.");
        }
    }

    private static ExecutionResult Limited(TimeSpan retryAfter)
    {
        var limited = Refused(RateLimitedCode, "Too many operations in a short time: slow down.");
        limited.Errors![0].Extensions = new Dictionary<string, object?> { [RetryAfter] = (int)Math.Ceiling(retryAfter.TotalSeconds) };
        return limited;
    }

    private static ExecutionResult Refused(string code, string message) =>
        new() { Errors = [new ExecutionError(message) { Code = code }] };
}
