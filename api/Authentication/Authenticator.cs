using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SystemConnector.Api.Authentication;

/// <summary>Says who sends a request, by its API key.</summary>
internal sealed partial class Authenticator
{
    private readonly ApiKey _bootstrap;

    public Authenticator(IOptions<ApiOptions> options, ILogger<Authenticator> log)
    {
        if (options.Value.BootstrapKey is { } configured)
        {
            _bootstrap = new ApiKey(configured);
            return;
        }
        var (key, path) = BootstrapKeyFile.ReadOrCreate(options.Value.KeyDirectory!);
        _bootstrap = new ApiKey(key);
        LogKeyFile(log, path);
    }

    /// <summary>
    /// The credentials of a request: "X-API-Key: KEY" or "Authorization: Bearer KEY"; null when it has none. The first wins, since
    /// a proxy on the way may use the other for itself.
    /// </summary>
    public static string? CredentialsOf(IHeaderDictionary headers)
    {
        if (headers.TryGetValue("X-API-Key", out var key)) return $"Bearer {key}";
        return headers.Authorization.Count > 0 ? headers.Authorization.ToString() : null;
    }

    /// <summary>The user with these credentials; null when they are nobody's.</summary>
    public ClaimsPrincipal? Authenticate(string credentials)
    {
        const string Scheme = "Bearer ";
        if (!credentials.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        if (!_bootstrap.Matches(credentials[Scheme.Length..].Trim())) return null;
        return new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "bootstrap")], "ApiKey"));
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The API key is in {Path}")]
    private static partial void LogKeyFile(ILogger log, string path);
}
