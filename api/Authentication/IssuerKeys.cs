using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace SystemConnector.Api.Authentication;

/// <summary>The keys of the issuer: read when a token is seen first, again each hour, and when one names a key that is not among them.</summary>
internal sealed partial class IssuerKeys(string authority, HttpClient http, TimeProvider time, ILogger<IssuerKeys> log)
{
    private static readonly TimeSpan _maxAge = TimeSpan.FromHours(1);

    /// <summary>Between two readings, so that tokens with made-up keys do not make us a burden to the issuer.</summary>
    private static readonly TimeSpan _apart = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly HttpDocumentRetriever _documents = new(http) { RequireHttps = authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };
    private Task<OpenIdConnectConfiguration?>? _reading;
    private volatile OpenIdConnectConfiguration? _known;
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    /// <summary>What is known of the issuer, from memory where it can be; null while it was never reached.</summary>
    /// <param name="unknownKey">A token named a key that is not among those that the last answer had.</param>
    /// <param name="cancellation">Ends the wait, not the reading, which others may wait for.</param>
    public Task<OpenIdConnectConfiguration?> Get(bool unknownKey, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var age = time.GetUtcNow() - _readAt;
            if (_reading is { IsCompleted: false }) return _known is null || unknownKey ? _reading.WaitAsync(cancellation) : Task.FromResult<OpenIdConnectConfiguration?>(_known);
            if (age < _apart || (age < _maxAge && _known is not null && !unknownKey)) return Task.FromResult(_known);
            _readAt = time.GetUtcNow();
            _reading = Task.Run(Read, CancellationToken.None);
            // Keys that are merely old are good enough while they are read anew.
            return _known is null || unknownKey ? _reading.WaitAsync(cancellation) : Task.FromResult<OpenIdConnectConfiguration?>(_known);
        }
    }

    private async Task<OpenIdConnectConfiguration?> Read()
    {
        try
        {
            var read = await OpenIdConnectConfigurationRetriever.GetAsync($"{authority.TrimEnd('/')}/.well-known/openid-configuration", _documents, CancellationToken.None);
            // OpenID Connect Discovery §4.3: a document that speaks for another issuer counts for nothing.
            if (!string.Equals(read.Issuer?.TrimEnd('/'), authority.TrimEnd('/'), StringComparison.Ordinal)) LogOtherIssuer(log, authority, read.Issuer);
            else _known = read;
        }
#pragma warning disable CA1031 // The issuer is a stranger: whatever it answers, the keys that are known go on to count.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotRead(log, authority, exception);
        }
        return _known;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The keys of the issuer {Authority} cannot be read; those that are known go on to count")]
    private static partial void LogNotRead(ILogger log, string authority, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The discovery document of {Authority} is that of {Issuer}: Api:Oidc:Authority must be the same")]
    private static partial void LogOtherIssuer(ILogger log, string authority, string? issuer);
}
