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

    // Equal lengths, whatever is shown.
    private readonly byte[]? _token = options.Token is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;
    private readonly bool _hasOwnPorts = options.UrlList.Count > 0;

    /// <summary>Lets a request through, or answers it.</summary>
    public Task Enter(HttpContext context, RequestDelegate next)
    {
        var isMetrics = options.Prometheus && context.Request.Path == options.Path;
        var isOwnPort = _hasOwnPorts && ports.Contains(context.Connection.LocalPort);
        if (!isMetrics) return isOwnPort && !HealthEndpoints.IsHealth(context) ? Answer(context, StatusCodes.Status404NotFound, "Metrics and health alone are here.") : next(context);
        if (_hasOwnPorts && !isOwnPort) return Answer(context, StatusCodes.Status404NotFound, "Metrics are at Telemetry:Urls.");
        if (_token is not null)
        {
            if (IsShown(context.Request.Headers.Authorization.ToString())) return next(context);
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"System Connector metrics\"";
            return Answer(context, StatusCodes.Status401Unauthorized, "Send Telemetry:Token: 'Authorization: Bearer TOKEN'.");
        }
        return isOwnPort || context.Connection.RemoteIpAddress is null || IPAddress.IsLoopback(context.Connection.RemoteIpAddress)
            ? next(context)
            : Answer(context, StatusCodes.Status403Forbidden, "Without Telemetry:Token or Telemetry:Urls metrics are for this machine alone.");
    }

    private bool IsShown(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim())), _token);

    private static Task Answer(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(sentence + "\n");
    }
}
