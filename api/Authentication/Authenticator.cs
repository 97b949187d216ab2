using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Authentication;

/// <summary>Says who sends a request: by an API key or a token of the issuer, all in memory, so that it works with the database away.</summary>
internal sealed partial class Authenticator : IDisposable
{
    private const string WrongKey = "There is no such API key.";

    // Compared with where there is no key of that prefix, so that a wrong key costs what a right one does.
    private static readonly byte[] _nobody = new byte[SHA256.HashSizeInBytes];

    private readonly BootstrapKey? _bootstrap;
    private readonly HttpClient? _http;
    private readonly OidcTokens? _tokens;
    private readonly IApiKeyring _keys;
    private readonly FailedAttempts _failed;
    private readonly TimeProvider _time;

    public Authenticator(IOptions<ApiOptions> options, IApiKeyring keys, FailedAttempts failed, ISiteDirectory sites, TimeProvider time, ILoggerFactory logs)
    {
        (_keys, _failed, _time) = (keys, failed, time);
        var log = logs.CreateLogger<Authenticator>();
        if (options.Value.Oidc is { Authority: { } authority } oidc)
        {
            // Connections are made anew now and then, so that a changed address of the issuer is noticed.
            _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = TimeSpan.FromSeconds(5) };
            _tokens = new OidcTokens(oidc, new IssuerKeys(authority, _http, time, logs.CreateLogger<IssuerKeys>()), sites, time);
        }
        if (!options.Value.Bootstrap)
        {
            if (!keys.HasAdmin) LogNoAdmin(log);
            return;
        }
        if (options.Value.BootstrapKey is { } configured)
        {
            _bootstrap = new BootstrapKey(configured);
            return;
        }
        var (key, path) = BootstrapKeyFile.ReadOrCreate(options.Value.KeyDirectory!);
        _bootstrap = new BootstrapKey(key);
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

    /// <summary>Who has these credentials.</summary>
    /// <param name="credentials">As in an Authorization header.</param>
    /// <param name="source">The address from which they come.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask<Authentication> Authenticate(string credentials, IPAddress? source, CancellationToken cancellation)
    {
        var identified = await Identify(credentials, cancellation);
        return identified.Caller is null ? _failed.Note(source, identified) : identified;
    }

    public void Dispose() => _http?.Dispose();

    private async ValueTask<Authentication> Identify(string credentials, CancellationToken cancellation)
    {
        const string Scheme = "Bearer ";
        if (!credentials.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Authentication.Refused("The scheme must be Bearer.");
        var text = credentials[Scheme.Length..].Trim();
        var ofKey = OfKey(text);
        return ofKey.Caller is null && _tokens is not null && OidcTokens.IsToken(text) ? await _tokens.Authenticate(text, cancellation) : ofKey;
    }

    private Authentication OfKey(string text)
    {
        var hash = ApiKeyText.Hash(text);
        if (_bootstrap?.Matches(hash) == true) return Authentication.Of(new Caller("bootstrap", Role.Admin, SiteScope.Every));
        var known = ApiKeyText.PrefixOf(text) is { } prefix ? _keys.Find(prefix) : null;
        if (!CryptographicOperations.FixedTimeEquals(known is null ? _nobody : known.Hash.AsSpan(), hash) || known is null) return Authentication.Refused(WrongKey);
        var key = known.Key;
        if (key.ExpiresAt <= _time.GetUtcNow()) return Authentication.Refused("The API key has expired.");
        _keys.Used(key.Id);
        return Authentication.Of(new Caller($"key:{key.Name}", key.Role, key.Sites) { Id = key.Id.ToString(), Until = key.ExpiresAt, Revoked = known.Revoked });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The API key is in {Path}")]
    private static partial void LogKeyFile(ILogger log, string path);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Api:Bootstrap is false, and there is no admin key of all sites: nobody can make keys but admins by token")]
    private static partial void LogNoAdmin(ILogger log);
}
