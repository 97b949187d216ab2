using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>The door to GraphQL: asks who is there and hands over to the transport. Server-sent events will be a third.</summary>
internal sealed class GraphQLEndpoint(Authenticator authenticator, GraphQLHttp http, GraphQLSockets sockets, IOptions<ApiOptions> options)
{
    public async Task Serve(HttpContext context)
    {
        var credentials = Authenticator.CredentialsOf(context.Request.Headers);
        var user = credentials is null ? null : authenticator.Authenticate(credentials);

        // A browser cannot set headers on a WebSocket: it shows its key in connection_init instead.
        var mayShowKeyLater = context.WebSockets.IsWebSocketRequest && credentials is null;
        if (user is null && !mayShowKeyLater)
        {
            await Refuse(context);
            return;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await sockets.Serve(context, user);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Value.MaxImportBytes;
        await http.Serve(context, user!);
    }

    private Task Refuse(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer realm=\"System Connector\"";
        return http.Write(context, StatusCodes.Status401Unauthorized, MediaTypes.Negotiate(context.Request.Headers) ?? MediaTypes.Json, GraphQLHttp.Failure(
            "UNAUTHENTICATED", "Send an API key: 'Authorization: Bearer KEY' or 'X-API-Key: KEY'."));
    }
}
