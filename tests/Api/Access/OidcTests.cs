using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;
using SystemConnector.Api.Tests.Fakes;

namespace SystemConnector.Api.Tests.Access;

/// <summary>Bearer tokens of an issuer that speaks HTTP and signs with real keys.</summary>
public sealed class OidcTests(ApiHost api) : IAsyncLifetime
{
    private static readonly (string, object)[] _admin = [("groups", new[] { "staff", "pbx-admins" })];

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private Issuer _issuer = null!;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await Issuer.Start();
        _app = await Start(_ => { });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Token_signed_with_rsa_or_ec_opens()
    {
        Assert.Equal(HttpStatusCode.OK, (await Ask(_issuer.Token(_issuer.NewRsa(), _time.GetUtcNow(), null, _admin))).Status);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.OK, (await Ask(_issuer.Token(_issuer.NewEc(), _time.GetUtcNow(), null, _admin))).Status);
    }

    [Fact]
    public async Task Token_with_a_fault_is_refused_and_says_which()
    {
        var (key, now) = (_issuer.NewRsa(), _time.GetUtcNow());
        var good = _issuer.Token(key, now, null, _admin);
        var foreign = _issuer.NewRsa(publish: false);
        // The issuer's public key taken for the secret of an HMAC.
        var secret = new SymmetricSecurityKey(Encoding.ASCII.GetBytes(((RsaSecurityKey)key.Key).Rsa.ExportRSAPublicKeyPem())) { KeyId = key.Key.KeyId };
        (string What, string Token, string Why)[] cases =
        [
            ("expired", _issuer.Token(key, now.AddHours(-1), null, _admin), "The token has expired."),
            ("not yet", _issuer.Token(key, now.AddHours(1), null, _admin), "The token is not valid yet."),
            ("for ever", _issuer.Token(key, now, token => token.Expires = null, _admin), "The token never expires."),
            ("audience", _issuer.Token(key, now, token => token.Audience = "mail", _admin), "The token is for somebody else."),
            ("issuer", _issuer.Token(key, now, token => token.Issuer = "http://127.0.0.1:1", _admin), "The token is of another issuer."),
            ("signature", good[..good.LastIndexOf('.')] + "." + Base64UrlEncoder.Encode(new byte[256]), "The token is not signed by the issuer."),
            ("unknown key", _issuer.Token(foreign, now, null, _admin), "The token is signed with a key that the issuer does not have."),
            ("alg none", _issuer.Token(null, now, null, _admin), "The token is not signed by the issuer."),
            ("hmac", _issuer.Token(new SigningCredentials(secret, SecurityAlgorithms.HmacSha256), now, null, _admin), "The token is not signed by the issuer."),
            ("rubbish", "a.b.c", "The token cannot be read."),
            ("no role", _issuer.Token(key, now, null, ("groups", "staff")), "The token has no role here."),
            ("nobody's", _issuer.Token(key, now, token => token.Subject = null, _admin), "The token does not say whose it is."),
        ];
        foreach (var (what, token, why) in cases)
        {
            var answer = await Ask(token);
            Assert.True((HttpStatusCode.Unauthorized, $"Bearer realm=\"System Connector\", error=\"invalid_token\", error_description=\"{why}\"") == (answer.Status, answer.Challenge), $"{what}: {answer}");
        }
        Assert.Equal(HttpStatusCode.OK, (await Ask(good)).Status);
    }

    [Fact]
    public async Task Key_that_the_issuer_has_since_is_read_once()
    {
        var (first, second) = (_issuer.NewRsa(), _issuer.NewRsa(publish: false));
        Assert.Equal(HttpStatusCode.OK, (await Ask(_issuer.Token(first, _time.GetUtcNow(), null, _admin))).Status);
        _issuer.Publish(second);
        // Asked seconds ago: whoever makes up keys does not make us ask again and again.
        Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(_issuer.Token(second, _time.GetUtcNow(), null, _admin))).Status);
        Assert.Equal(1, _issuer.Reads);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(HttpStatusCode.OK, (await Ask(_issuer.Token(second, _time.GetUtcNow(), null, _admin))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Ask(_issuer.Token(first, _time.GetUtcNow(), null, _admin))).Status);
        Assert.Equal(2, _issuer.Reads);
    }

    [Fact]
    public async Task Issuer_that_is_away_leaves_the_known_keys_in_force()
    {
        var key = _issuer.NewRsa();
        Assert.Equal(HttpStatusCode.OK, (await Ask(_issuer.Token(key, _time.GetUtcNow(), null, _admin))).Status);
        var later = _issuer.Token(key, _time.GetUtcNow().AddHours(2), null, _admin);
        await _issuer.DisposeAsync();
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.OK, (await Ask(later)).Status);
    }

    [Fact]
    public async Task Claims_give_role_and_sites()
    {
        var world = new AccessWorld(api);
        await using var app = await Start(oidc => (oidc.RoleClaim, oidc.SitesClaim) = ("realm_access.roles", "sites"));
        var key = _issuer.NewRsa();
        var token = _issuer.Token(
            key, _time.GetUtcNow(), null, ("realm_access", new Dictionary<string, object> { ["roles"] = new[] { "viewers", "pbx-operators" } }), ("sites", new[] { api.World.Sites[world.Site].Name, "no such site" }));
        using var client = ApiHost.NewClient(app, token);
        var sites = (await ApiHost.Data(client, "{ sites { nodes { id } } }")).GetProperty("sites").GetProperty("nodes").EnumerateArray();
        Assert.Equal(world.SiteId, sites.Single().GetProperty("id").GetString());
        const string Mutation = "mutation ($id: ID!) { enableConnector(input: { id: $id }) { errors { __typename } } deleteConnector(input: { id: $id }) { errors { __typename } } }";
        var done = await ApiHost.Data(client, Mutation, new { id = world.ConnectorId });
        Assert.Empty(done.GetProperty("enableConnector").GetProperty("errors").EnumerateArray());
        Assert.Equal("ForbiddenError", done.GetProperty("deleteConnector").GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task Socket_ends_with_the_token()
    {
        using var socket = await SocketClient.Ready(_app, _issuer.Token(_issuer.NewRsa(), _time.GetUtcNow(), null, _admin));
        _time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(4403, await socket.Closed());
    }

    private Task<WebApplication> Start(Action<OidcOptions> configure) => api.Start(
        new FakeTrunkStates(),
        options =>
        {
            (options.Oidc.Authority, options.Oidc.Audience, options.Oidc.RoleClaim) = (_issuer.Authority, Issuer.Audience, "groups");
            options.Oidc.Admins.Add("pbx-admins");
            options.Oidc.Operators.Add("pbx-operators");
            options.Oidc.Viewers.Add("viewers");
            configure(options.Oidc);
        },
        _time);

    private async Task<(HttpStatusCode Status, string Challenge)> Ask(string token)
    {
        using var client = ApiHost.NewClient(_app, token);
        using var response = await client.PostAsJsonAsync("", new { query = "{ __typename }" }, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Headers.WwwAuthenticate.ToString());
    }
}
