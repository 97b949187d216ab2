using Microsoft.Extensions.Options;
using SystemConnector.Api;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class TelemetryOptionsValidator(IOptions<ApiOptions> api) : IValidateOptions<TelemetryOptions>
{
    private const int ShortestToken = 16;

    public ValidateOptionsResult Validate(string? name, TelemetryOptions options)
    {
        var faults = new List<string>();
        if (!options.Path.StartsWith('/') || options.Path.Length < 2 || options.Path.AsSpan().ContainsAny(" ?#{}"))
            faults.Add("Telemetry:Path must be a path such as /metrics.");
        else if (options.Path == SystemConnectorApi.GraphQLPath || options.Path.StartsWith(HealthEndpoints.Root, StringComparison.OrdinalIgnoreCase))
            faults.Add($"Telemetry:Path must not be {options.Path}, which is something else.");

        var ports = new HashSet<int>();
        foreach (var url in api.Value.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (PortOf(url) is { } port and not 0) ports.Add(port);
        foreach (var url in options.UrlList)
        {
            if (PortOf(url) is not { } port) faults.Add($"Telemetry:Urls: '{url}' is not a URL such as http://127.0.0.1:9464.");
            else if (ports.Contains(port)) faults.Add($"Telemetry:Urls: '{url}' has a port of Api:Urls; metrics without a token need one of their own.");
        }

        if (options.Token is { } token && (token.Length < ShortestToken || !token.All(static c => c is > ' ' and < '\x7f')))
            faults.Add($"Telemetry:Token must have at least {ShortestToken} characters, all visible and ASCII.");
        if (options.OtlpEndpoint is { } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            faults.Add($"Telemetry:OtlpEndpoint: '{endpoint}' is not a URL such as http://collector:4317.");
        if (options.TraceRatio is not (>= 0 and <= 1)) faults.Add($"Telemetry:TraceRatio must be from 0 to 1, not {options.TraceRatio}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static int? PortOf(string url)
    {
        try
        {
            return BindingAddress.Parse(url) is { Scheme: "http" or "https", IsUnixPipe: false, IsNamedPipe: false } address ? address.Port : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
