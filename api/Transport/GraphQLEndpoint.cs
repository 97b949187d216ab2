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
        var identified = credentials is null ? default : await authenticator.Authenticate(credentials, context.Connection.RemoteIpAddress, context.RequestAborted);

        // A browser cannot set headers on a WebSocket: it shows its key in connection_init instead.
        var mayShowKeyLater = context.WebSockets.IsWebSocketRequest && credentials is null;
        if (identified.Caller is null && !mayShowKeyLater)
        {
            await Refuse(context, identified);
            return;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await sockets.Serve(context, identified.Caller);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        await http.Serve(context, identified.Caller!);
    }

    private Task Refuse(HttpContext context, Authentication.Authentication identified)
    {
        if (identified.RetryAfter > TimeSpan.Zero)
        {
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(identified.RetryAfter.TotalSeconds)}";
            return Refuse(context, StatusCodes.Status429TooManyRequests, GraphQLExecution.RateLimitedCode, identified.Problem);
        }
        const string Challenge = "Bearer realm=\"System Connector\"";
        // RFC 6750 §3: who showed nothing is told no error.
        context.Response.Headers.WWWAuthenticate = identified.Problem is { Length: > 0 } problem
            ? $"{Challenge}, error=\"invalid_token\", error_description=\"{problem}\""
            : Challenge;
        return Refuse(context, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED",
            identified.Problem is { Length: > 0 } wrong ? wrong : "Send an API key: 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
    }

    private Task Refuse(HttpContext context, int status, string code, string message)
    {
        var mediaType = MediaTypes.Negotiate(context.Request.Headers) == MediaTypes.GraphQLResponse ? MediaTypes.GraphQLResponse : MediaTypes.Json;
        return http.Write(context, status, mediaType, GraphQLHttp.Failure(code, message));
    }
}
