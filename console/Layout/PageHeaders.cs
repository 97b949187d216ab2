using Microsoft.AspNetCore.Http;

namespace SystemConnector.WebConsole.Layout;

/// <summary>
/// What browsers may do with pages: run our scripts only, talk to our origin only, be in nobody's frame. Styles may be inline, for the
/// components set them so.
/// </summary>
internal sealed class PageHeaders(RequestDelegate next)
{
    private const string Policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        var path = context.Request.Path;
        // The API says by itself which pages may use it.
        if (path.StartsWithSegments("/graphql") || path.StartsWithSegments("/export")) return next(context);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
        // A socket shows the cookie too: no page of another origin may open one.
        return IsForeign(context.Request) ? Refuse(context) : next(context);
    }

    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin
        && !(Uri.TryCreate(origin, UriKind.Absolute, out var page) && request.Host.ToString().Equals(page.Authority, StringComparison.OrdinalIgnoreCase));

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("A page of another origin asks.", context.RequestAborted);
    }
}
