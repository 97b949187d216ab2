using Microsoft.AspNetCore.Http;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>Writes a refusal in the form of the path that was asked for.</summary>
internal delegate Task Refusing(int status, string code, string message);

/// <summary>Asks at each path whose page sends a request and who it is, before anything of it is read.</summary>
internal sealed class Door(Origins origins, Authenticator authenticator)
{
    /// <summary>Lets a request in, or answers it.</summary>
    /// <returns>Whether it is let in, and for whom: for nobody yet when a browser opens a socket, since it shows its key in connection_init.</returns>
    public async Task<(bool IsIn, Caller? Caller)> Admit(HttpContext context, Refusing refuse)
    {
        if (!origins.Admit(context))
        {
            await refuse(StatusCodes.Status403Forbidden, "FORBIDDEN_ORIGIN", "A page of another origin asks: list it in Api:AllowedOrigins, if it may.");
            return default;
        }
        if (Origins.IsPreflight(context.Request))
        {
            Origins.AnswerPreflight(context.Response);
            return default;
        }
        var credentials = Authenticator.CredentialsOf(context.Request.Headers);
        if (credentials is null && context.WebSockets.IsWebSocketRequest) return (true, null);
        var identified = credentials is null ? default : await authenticator.Authenticate(credentials, context.Connection.RemoteIpAddress, context.RequestAborted);
        if (identified.Caller is null) await Refuse(context.Response.Headers, identified, refuse);
        return (identified.Caller is not null, identified.Caller);
    }

    private static Task Refuse(IHeaderDictionary headers, Authentication.Authentication identified, Refusing refuse)
    {
        if (identified.RetryAfter > TimeSpan.Zero)
        {
            headers.RetryAfter = $"{Math.Ceiling(identified.RetryAfter.TotalSeconds)}";
            return refuse(StatusCodes.Status429TooManyRequests, GraphQLExecution.RateLimitedCode, identified.Problem);
        }
        const string Challenge = "Bearer realm=\"System Connector\"";
        // RFC 6750 §3: who showed nothing is told no error.
        headers.WWWAuthenticate = identified.Problem is { Length: > 0 } problem
            ? $"{Challenge}, error=\"invalid_token\", error_description=\"{problem}\""
            : Challenge;
        return refuse(StatusCodes.Status401Unauthorized, "UNAUTHENTICATED",
            identified.Problem is { Length: > 0 } wrong ? wrong : "Send an API key: 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
    }
}
