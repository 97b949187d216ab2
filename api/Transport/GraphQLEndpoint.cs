using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>The door to GraphQL: asks who is there and hands over to the transport.</summary>
internal sealed class GraphQLEndpoint(Origins origins, Authenticator authenticator, GraphQLHttp http, GraphQLSockets sockets, IOptions<ApiOptions> options)
{
    public async Task Serve(HttpContext context)
    {
        if (!origins.Admit(context))
        {
            await Refuse(context, StatusCodes.Status403Forbidden, "FORBIDDEN_ORIGIN", "A page of another origin asks: list it in Api:AllowedOrigins, if it may.");
            return;
        }
        if (Origins.IsPreflight(context.Request))
        {
            Origins.AnswerPreflight(context.Response);
            return;
        }

        var credentials = Authenticator.CredentialsOf(context.Request.Headers);
        var user = credentials is null ? null : authenticator.Authenticate(credentials);

        // A browser cannot set headers on a WebSocket: it shows its key in connection_init instead.
        var mayShowKeyLater = context.WebSockets.IsWebSocketRequest && credentials is null;
        if (user is null && !mayShowKeyLater)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"System Connector\"";
            await Refuse(context, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "Send an API key: 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
            return;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await sockets.Serve(context, user);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        await http.Serve(context, user!);
    }

    private Task Refuse(HttpContext context, int status, string code, string message)
    {
        var mediaType = MediaTypes.Negotiate(context.Request.Headers) == MediaTypes.GraphQLResponse ? MediaTypes.GraphQLResponse : MediaTypes.Json;
        return http.Write(context, status, mediaType, GraphQLHttp.Failure(code, message));
    }
}
