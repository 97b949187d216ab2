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
    SocketSeats seats,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    IOptions<ApiOptions> options,
    TimeProvider time)
{
    private const string Protocol = "graphql-transport-ws";

    /// <summary>Serves a WebSocket until it is closed; without a user it must show its key in connection_init.</summary>
    public async Task Serve(HttpContext context, Caller? user, Refusing refuse)
    {
        using var seat = seats.TryTake(user, context.Connection.RemoteIpAddress);
        if (seat is null)
        {
            var (status, whose) = user is null ? (StatusCodes.Status503ServiceUnavailable, "that have not shown a key yet") : (StatusCodes.Status429TooManyRequests, "of this caller");
            await refuse(status, "TOO_MANY_SOCKETS", $"Too many WebSockets {whose} are open on this node.");
            return;
        }
        var speaks = context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = speaks ? Protocol : null,
            // A peer that vanished without a close is noticed by its missing pong.
            KeepAliveInterval = options.Value.KeepAliveInterval,
            KeepAliveTimeout = options.Value.KeepAliveInterval,
        });
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await using var channel = new SocketChannel(socket, context.Features.Get<CorkedUpgrade>()?.Stream, options.Value, metrics, time);
        using var session = new SocketSession(channel, execution, subscriptions, exceptions, serializer, authenticator, scopes, options.Value, time, seat, user, context.Connection.RemoteIpAddress);
        if (!speaks) channel.Close(SocketClose.SubprotocolNotAcceptable, $"Speak {Protocol}");
        await session.Run(ending.Token);
    }
}
