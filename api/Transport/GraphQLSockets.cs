using System.Security.Claims;
using GraphQL;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>Takes WebSockets in and gives each its own session.</summary>
internal sealed class GraphQLSockets(
    GraphQLExecution execution,
    Subscriptions subscriptions,
    SubscriptionMetrics metrics,
    UnhandledExceptions exceptions,
    IGraphQLTextSerializer serializer,
    Authenticator authenticator,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    IOptions<ApiOptions> options,
    TimeProvider time)
{
    private const string Protocol = "graphql-transport-ws";

    /// <summary>Serves a WebSocket until it is closed; without a user it must show its key in connection_init.</summary>
    public async Task Serve(HttpContext context, ClaimsPrincipal? user)
    {
        var speaks = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(speaks ? Protocol : null);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await using var channel = new SocketChannel(socket, context.Features.Get<CorkedUpgrade>()?.Stream, options.Value, metrics, time);
        var session = new SocketSession(channel, execution, subscriptions, exceptions, serializer, authenticator, scopes, options.Value, time, user);
        if (!speaks) channel.Close(SocketClose.SubprotocolNotAcceptable, $"Speak {Protocol}");
        await session.Run(ending.Token);
    }
}
