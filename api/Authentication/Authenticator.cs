using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Authentication;

/// <summary>Says who sends a request: by an API key, all in memory, so that it works with the database away.</summary>
internal sealed partial class Authenticator
{
    private const string WrongKey = "There is no such API key.";

    // Compared with where there is no key of that prefix, so that a wrong key costs what a right one does.
    private static readonly byte[] _nobody = new byte[SHA256.HashSizeInBytes];

    private readonly BootstrapKey? _bootstrap;
    private readonly IApiKeyring _keys;
    private readonly FailedAttempts _failed;
    private readonly TimeProvider _time;

    public Authenticator(IOptions<ApiOptions> options, IApiKeyring keys, FailedAttempts failed, TimeProvider time, ILogger<Authenticator> log)
    {
        (_keys, _failed, _time) = (keys, failed, time);
        if (!options.Value.Bootstrap) return;
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

    private ValueTask<Authentication> Identify(string credentials, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        const string Scheme = "Bearer ";
        if (!credentials.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return new(Authentication.Refused("The scheme must be Bearer."));
        return new(OfKey(credentials[Scheme.Length..].Trim()));
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
}
