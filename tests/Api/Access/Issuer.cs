using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SystemConnector.Api.Tests.Access;

/// <summary>A small OpenID provider on loopback: its discovery document and its keys, which a test changes.</summary>
public sealed class Issuer : IAsyncDisposable
{
    public const string Audience = "system-connector";

    private readonly WebApplication _app;
    private readonly List<SecurityKey> _published = [];

    private Issuer(WebApplication app) => _app = app;

    public string Authority => _app.Urls.Single();

    /// <summary>How often its keys were read.</summary>
    public int Reads { get; private set; }

    public static async Task<Issuer> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new Issuer(builder.Build());
        issuer._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Authority, jwks_uri = $"{issuer.Authority}/keys" }));
        issuer._app.MapGet("/keys", () =>
        {
            issuer.Reads++;
            return Results.Json(new { keys = issuer._published.Select(Published) });
        });
        await issuer._app.StartAsync();
        return issuer;
    }

    /// <summary>A key that tokens can be signed with; published at once or never.</summary>
    public SigningCredentials NewRsa(bool publish = true) => New(new RsaSecurityKey(RSA.Create(2048)), SecurityAlgorithms.RsaSha256, publish);

    public SigningCredentials NewEc() => New(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)), SecurityAlgorithms.EcdsaSha256, publish: true);

    public void Publish(SigningCredentials key)
    {
        _published.Clear();
        _published.Add(key.Key);
    }

    /// <summary>A token without a fault, but for what a test changes.</summary>
    public string Token(SigningCredentials? key, DateTimeOffset now, Action<SecurityTokenDescriptor>? change = null, params (string Name, object Value)[] claims)
    {
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = Audience,
            Subject = new ClaimsIdentity([new Claim("sub", "rani")]),
            NotBefore = now.UtcDateTime,
            IssuedAt = now.UtcDateTime,
            Expires = now.AddMinutes(5).UtcDateTime,
            SigningCredentials = key,
            Claims = claims.ToDictionary(claim => claim.Name, claim => claim.Value),
        };
        change?.Invoke(descriptor);
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private SigningCredentials New(AsymmetricSecurityKey key, string algorithm, bool publish)
    {
        key.KeyId = Guid.NewGuid().ToString("N");
        if (publish) _published.Add(key);
        return new SigningCredentials(key, algorithm);
    }

    private static object Published(SecurityKey key)
    {
        var web = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        return new { kty = web.Kty, kid = web.Kid, use = "sig", n = web.N, e = web.E, crv = web.Crv, x = web.X, y = web.Y };
    }
}
