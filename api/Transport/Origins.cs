using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace SystemConnector.Api.Transport;

/// <summary>Which pages may use the API from a browser: those of the API's own origin, and those of Api:AllowedOrigins.</summary>
/// <remarks>
/// A browser sends some requests of any page without asking first: a GET, a POST with a form's content type, a WebSocket. They are
/// refused here whatever they carry, so nothing that a browser adds by itself ever speaks for a person.
/// </remarks>
internal sealed class Origins(IOptions<ApiOptions> options)
{
    /// <summary>Whether the sender is no browser, or shows a page that may use the API; tells the browser so.</summary>
    public bool Admit(HttpContext context)
    {
        var (request, answer) = (context.Request.Headers, context.Response.Headers);
        if (options.Value.AllowedOrigins.Length > 0) answer.Append("Vary", "Origin");

        var origin = request.Origin.ToString();
        // A GET of a page's own origin has no Origin. Browsers say instead whose page sent it; other clients say nothing.
        if (origin.Length == 0) return request["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none";

        if (options.Value.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            answer.AccessControlAllowOrigin = origin;
            answer.AccessControlExposeHeaders = "Retry-After, WWW-Authenticate";
            return true;
        }
        // Not by its scheme, which a proxy before us may have changed.
        return Uri.TryCreate(origin, UriKind.Absolute, out var page) && request.Host.ToString().Equals(page.Authority, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a browser asks what a page may send, which it does without a key.</summary>
    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    /// <summary>Answers that question, for a page that was admitted.</summary>
    public static void AnswerPreflight(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = "GET, POST";
        response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, X-API-Key, Last-Event-ID";
        response.Headers.AccessControlMaxAge = "600";
    }
}
