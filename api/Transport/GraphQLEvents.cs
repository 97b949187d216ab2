using GraphQL;
using GraphQL.Transport;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>GraphQL over server-sent events, in its "distinct connections mode": one operation, one response with all its answers.</summary>
internal sealed class GraphQLEvents(
    Subscriptions subscriptions,
    SubscriptionMetrics metrics,
    UnhandledExceptions exceptions,
    IGraphQLTextSerializer serializer,
    IHostApplicationLifetime lifetime,
    IOptions<ApiOptions> options,
    TimeProvider time)
{
    private readonly string _farewell = serializer.Serialize(GraphQLHttp.Failure("TOO_SLOW", "Too many answers wait: read faster, or ask for less."));

    /// <summary>Tells the answers of an operation until it ends, the client goes or is nobody any more, or the node stops; then ends the operation.</summary>
    public async Task Tell(HttpContext context, GraphQLRequest request, Caller user, ExecutionResult result, CancellationTokenSource operation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        using var watch = new CallerWatch(user, time, stopping.Cancel);
        using var channel = new EventChannel(context, options.Value, metrics, time);
        var answering = Answer(context, request, user, result, channel, operation.Token);
        try
        {
            await channel.Write(_farewell, stopping.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Nobody reads on.
        }
        finally
        {
            await operation.CancelAsync();
            await answering;
        }
    }

    private async Task Answer(HttpContext context, GraphQLRequest request, Caller user, ExecutionResult result, EventChannel channel, CancellationToken stopping)
    {
        try
        {
            if (result.Streams is not null) result = await Failure(subscriptions.Run(request, result, user, context.RequestServices, new StreamAnswers(channel), stopping), stopping);
            await channel.Next(serializer.Serialize(result), stopping);
            channel.Complete();
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Nobody reads on.
        }
    }

    /// <summary>What a subscription came to, which ends by nothing else.</summary>
    private async Task<ExecutionResult> Failure(Task subscription, CancellationToken stopping)
    {
        try
        {
            await subscription;
            throw new InvalidOperationException("A subscription ended without a reason.");
        }
        catch (Exception e) when (!stopping.IsCancellationRequested)
        {
            return new ExecutionResult { Errors = [e as ExecutionError ?? exceptions.ErrorFor(e)] };
        }
    }
}
