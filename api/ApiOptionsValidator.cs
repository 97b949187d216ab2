using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api;

/// <summary>Reports every fault of the options, not only the first.</summary>
internal sealed class ApiOptionsValidator : IValidateOptions<ApiOptions>
{
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var faults = new List<string>();

        var urls = options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (urls.Length == 0) faults.Add("Api:Urls must name at least one URL.");
        faults.AddRange(urls.Where(url => !IsUrl(url)).Select(url => $"Api:Urls: '{url}' is not a URL such as http://localhost:8080."));

        if (options.BootstrapKey is { } key && !BootstrapKey.IsWellFormed(key))
            faults.Add($"Api:BootstrapKey must have at least {BootstrapKey.MinLength} characters, all visible and ASCII.");
        if (options.Bootstrap && options.BootstrapKey is null && string.IsNullOrWhiteSpace(options.KeyDirectory))
            faults.Add("Api:KeyDirectory must be given when Api:BootstrapKey is not: a generated key is kept there.");

        if (options.Oidc.Authority is { } authority)
        {
            if (!Uri.TryCreate(authority, UriKind.Absolute, out var issuer) || !(issuer.Scheme == "https" || (issuer is { Scheme: "http", IsLoopback: true })))
                faults.Add("Api:Oidc:Authority must be an https URL, or http on this machine.");
            if (string.IsNullOrWhiteSpace(options.Oidc.Audience)) faults.Add("Api:Oidc:Audience must be given with Api:Oidc:Authority: tokens for others are not for us.");
            if (options.Oidc.Admins.Count + options.Oidc.Operators.Count + options.Oidc.Viewers.Count == 0)
                faults.Add("Api:Oidc:Admins, Operators or Viewers must name a value of the role claim: without one no token opens anything.");
        }

        Check("RateLimit:RequestsPerSecond", options.RateLimit.RequestsPerSecond, 0, 100_000);
        Check("RateLimit:Burst", options.RateLimit.Burst, 1, 100_000);
        Check("RateLimit:FailuresPerMinute", options.RateLimit.FailuresPerMinute, 1, 10_000);
        faults.AddRange(options.AllowedOrigins.Where(origin => !IsOrigin(origin)).Select(origin => $"Api:AllowedOrigins: '{origin}' is not an origin such as https://console.example.com."));
        faults.AddRange(options.Proxies.Where(static proxy => !Transport.Proxies.IsKnowable(proxy)).Select(static proxy => $"Api:Proxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/24."));

        Check("MaxRequestBytes", options.MaxRequestBytes, 1 << 10, 1 << 26);
        Check("MaxImportBytes", options.MaxImportBytes, Math.Max(1 << 20, options.MaxRequestBytes), 1 << 30);
        Check("MaxDocumentLength", options.MaxDocumentLength, 1_000, 1_000_000);
        Check("MaxFields", options.MaxFields, 100, 100_000);
        Check("MaxDepth", options.MaxDepth, 1, 100);
        Check("MaxComplexity", options.MaxComplexity, 100, 10_000_000);
        Check("ExecutionTimeout", options.ExecutionTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check("ConnectionInitTimeout", options.ConnectionInitTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Check("KeepAliveInterval", options.KeepAliveInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check("MaxOperationsPerSocket", options.MaxOperationsPerSocket, 1, 10_000);
        Check("MaxSocketsPerCaller", options.MaxSocketsPerCaller, 1, 1_000_000);
        Check("MaxSubscriptionsPerCaller", options.MaxSubscriptionsPerCaller, 1, 1_000_000);
        Check("MaxUnknownSockets", options.MaxUnknownSockets, 1, 100_000);
        Check("MaxUnknownSocketsPerAddress", options.MaxUnknownSocketsPerAddress, 1, 100_000);
        Check("MaxQueuedMessagesPerSocket", options.MaxQueuedMessagesPerSocket, 10, 100_000);
        Check("MaxQueuedBytesPerSocket", options.MaxQueuedBytesPerSocket, 1 << 16, 1 << 28);
        Check("EventInterval", options.EventInterval, TimeSpan.Zero, TimeSpan.FromSeconds(1));

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check<T>(string option, T value, T min, T max) where T : IComparable<T>
        {
            if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
                faults.Add($"Api:{option} must be from {min} to {max}, not {value}.");
        }
    }

    // As a browser writes it: scheme, host and port, nothing behind them.
    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Length > 0
        && origin.Equals($"{uri.Scheme}://{uri.Authority}", StringComparison.OrdinalIgnoreCase);

    private static bool IsUrl(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Scheme is "http" or "https";
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
