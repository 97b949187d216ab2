using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace SystemConnector.Silo.Telemetry;

/// <summary>
/// Who may read metrics, and where. With a token: who shows it. Without: who reaches the ports that are for metrics alone, and, where the
/// API listens, this machine. At those ports there is nothing else but health.
/// </summary>
internal sealed class MetricsDoor(TelemetryOptions options, TelemetryPorts ports)
{
    private const string Scheme = "Bearer ";
    private static readonly string[] _forwarded = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    // Equal lengths, whatever is shown.
    private readonly byte[]? _token = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
    private readonly bool _hasOwnPorts = options.UrlList.Count > 0;

    /// <summary>Lets a request through, or answers it.</summary>
    public Task Enter(HttpContext context, RequestDelegate next)
    {
        var isMetrics = IsMetrics(context, options);
        var isOwnPort = _hasOwnPorts && ports.Contains(context.Connection.LocalPort);
        if (!isMetrics) return isOwnPort && !HealthEndpoints.IsHealth(context) ? Answer(context, StatusCodes.Status404NotFound, "Metrics and health alone are here.") : next(context);
        if (_hasOwnPorts && !isOwnPort) return Answer(context, StatusCodes.Status404NotFound, "Metrics are at Telemetry:Urls.");
        if (_token is not null)
        {
            if (IsShown(context.Request.Headers.Authorization.ToString())) return next(context);
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"System Connector metrics\"";
            return Answer(context, StatusCodes.Status401Unauthorized, "Send Telemetry:Token: 'Authorization: Bearer TOKEN'.");
        }
        return isOwnPort || IsOfThisMachine(context)
            ? next(context)
            : Answer(context, StatusCodes.Status403Forbidden, "Without Telemetry:Token or Telemetry:Urls metrics are for this machine alone.");
    }

    /// <summary>Whether a request asks for metrics; by the beginning of the path, as what is mapped there may take more than its very path.</summary>
    public static bool IsMetrics(HttpContext context, TelemetryOptions options) =>
        options.Prometheus && context.Request.Path.StartsWithSegments(options.Path.TrimEnd('/'));

    /// <summary>Behind a proxy on this machine each request comes from it: one that says that it was forwarded is somebody else's.</summary>
    private static bool IsOfThisMachine(HttpContext context) =>
        (context.Connection.RemoteIpAddress is not { } remote || IPAddress.IsLoopback(remote)) && !_forwarded.Any(context.Request.Headers.ContainsKey);

    private bool IsShown(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())), _token);

    private static Task Answer(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(sentence + "\n");
    }
}
