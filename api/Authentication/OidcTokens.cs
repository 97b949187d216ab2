using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Authentication;

/// <summary>Checks bearer tokens of the issuer and reads role and sites from them.</summary>
internal sealed class OidcTokens(OidcOptions options, IssuerKeys issuer, ISiteDirectory sites, TimeProvider time)
{
    private const string EverySite = "*";

    /// <summary>Issuer's clock and ours.</summary>
    private static readonly TimeSpan _skew = TimeSpan.FromSeconds(30);

    // Asymmetric ones only: a public key must never be taken for the secret of an HMAC.
    private static readonly string[] _algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };

    /// <summary>Whether a text has the form of a signed token (RFC 7515 §7.1).</summary>
    public static bool IsToken(string text) => text.AsSpan().Count('.') == 2;

    /// <summary>Who has the token.</summary>
    public async ValueTask<Authentication> Authenticate(string text, CancellationToken cancellation)
    {
        var result = await Validate(text, unknownKey: false, cancellation);
        // The issuer may have a new key since: it is asked once more.
        if (result?.Exception is SecurityTokenSignatureKeyNotFoundException) result = await Validate(text, unknownKey: true, cancellation);
        if (result is null) return Authentication.Refused("The issuer of tokens cannot be reached.");
        return result.IsValid ? Caller((JsonWebToken)result.SecurityToken) : Authentication.Refused(Why(result.Exception));
    }

    private async Task<TokenValidationResult?> Validate(string text, bool unknownKey, CancellationToken cancellation) =>
        await issuer.Get(unknownKey, cancellation) is not { } known ? null : await _handler.ValidateTokenAsync(text, new TokenValidationParameters
        {
            ValidIssuer = known.Issuer,
            ValidAudience = options.Audience,
            IssuerSigningKeys = known.SigningKeys,
            ValidAlgorithms = _algorithms,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            LifetimeValidator = IsInTime,
        });

    private bool IsInTime(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters parameters)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (expires is not { } end) throw new SecurityTokenNoExpirationException();
        if (end + _skew <= now) throw new SecurityTokenExpiredException();
        return notBefore is not { } begin || begin - _skew <= now ? true : throw new SecurityTokenNotYetValidException();
    }

    private Authentication Caller(JsonWebToken token)
    {
        using var payload = JsonDocument.Parse(Base64UrlEncoder.Decode(token.EncodedPayload));
        if (TokenClaims.Values(payload.RootElement, options.NameClaim).FirstOrDefault() is not { Length: > 0 } name || string.IsNullOrEmpty(token.Subject))
            return Authentication.Refused("The token does not say whose it is.");
        if (RoleOf(TokenClaims.Values(payload.RootElement, options.RoleClaim)) is not { } role) return Authentication.Refused("The token has no role here.");
        return Authentication.Of(new Caller($"oidc:{name}", role, Sites(payload.RootElement))
        {
            Id = $"oidc:{token.Subject}",
            Until = new DateTimeOffset(DateTime.SpecifyKind(token.ValidTo, DateTimeKind.Utc)) + _skew,
        });
    }

    /// <summary>The highest role that any of the values gives.</summary>
    private Role? RoleOf(IReadOnlyCollection<string> values) =>
        values.Any(options.Admins.Contains) ? Role.Admin
        : values.Any(options.Operators.Contains) ? Role.Operator
        : values.Any(options.Viewers.Contains) ? Role.Viewer
        : null;

    private SiteScope Sites(JsonElement payload)
    {
        if (options.SitesClaim is null) return SiteScope.Every;
        var names = TokenClaims.Values(payload, options.SitesClaim);
        return names.Contains(EverySite) ? SiteScope.Every : SiteScope.Of(names.Select(sites.Find).OfType<Contracts.SiteId>());
    }

    private static string Why(Exception exception) => exception switch
    {
        SecurityTokenExpiredException => "The token has expired.",
        SecurityTokenNotYetValidException => "The token is not valid yet.",
        SecurityTokenNoExpirationException => "The token never expires.",
        SecurityTokenInvalidAudienceException => "The token is for somebody else.",
        SecurityTokenInvalidIssuerException => "The token is of another issuer.",
        SecurityTokenSignatureKeyNotFoundException => "The token is signed with a key that the issuer does not have.",
        SecurityTokenInvalidSignatureException => "The token is not signed by the issuer.",
        _ => "The token cannot be read.",
    };
}
