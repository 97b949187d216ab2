using System.Text;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>What registrars ask and say beside the plain challenge.</summary>
public sealed class RegisterExchangeTests
{
    private const string Challenge = "WWW-Authenticate: Digest realm=\"far.example\", nonce=\"first\", opaque=\"o\\\"1\", qop=\"auth-int, auth\"";

    [Fact]
    public async Task Rfc7616_3_5_next_nonce_spares_the_next_challenge()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method != "REGISTER" ? request.Respond(200)
            : request.Header("Authorization") is null ? request.Respond(401, Challenge)
            : request.Respond(200, "Expires: 100", "Authentication-Info: qop=auth, nextnonce=\"second\", rspauth=\"0\"");
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);

        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 3, 100);

        var first = fixture.Far.Of("REGISTER")[1].Header("Authorization")!;
        var next = fixture.Far.Of("REGISTER")[2].Header("Authorization")!;
        Assert.Contains("nonce=\"first\"", first);
        Assert.Contains("nonce=\"second\"", next);
        Assert.Contains("opaque=\"o\\\"1\", qop=auth, nc=00000001", first);
        Assert.Contains("opaque=\"o\\\"1\", qop=auth, nc=00000001", next);
        Assert.Equal(TrunkState.Registered, fixture.Latest!.State);
    }

    [Fact]
    public async Task Nonce_without_a_successor_is_used_again_with_the_next_count()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method != "REGISTER" ? request.Respond(200)
            : request.Header("Authorization") is null ? request.Respond(401, Challenge)
            : request.Respond(200, "Expires: 100");
        fixture.Client.Drive(fixture.Password());

        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 4, 200);

        Assert.Equal(["00000001", "00000002", "00000003"],
            fixture.Far.Of("REGISTER").Skip(1).Select(static request => request.Header("Authorization")!.Split("nc=")[1][..8]));
    }

    [Fact]
    public async Task Rfc8760_2_4_strongest_of_several_challenges_is_answered()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method != "REGISTER" ? request.Respond(200)
            : request.Header("Authorization") is null
                ? request.Respond(401,
                    "WWW-Authenticate: Digest realm=\"far.example\", nonce=\"1\", algorithm=MD5, qop=\"auth\"",
                    "WWW-Authenticate: Digest realm=\"far.example\", nonce=\"2\", algorithm=SHA-256-sess, qop=\"auth\"",
                    "WWW-Authenticate: Digest realm=\"far.example\", nonce=\"3\", algorithm=SHA-512-256, qop=\"auth-int\"",
                    "WWW-Authenticate: Digest realm=\"far.example\", nonce=\"4\", algorithm=SHA-256, qop=\"auth\"")
                : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        await fixture.UntilState(TrunkState.Registered, 2);

        Assert.Contains("nonce=\"4\"", fixture.Far.Of("REGISTER")[1].Header("Authorization"));
        Assert.Contains("algorithm=SHA-256", fixture.Far.Of("REGISTER")[1].Header("Authorization"));
    }

    [Fact]
    public async Task Rfc3261_22_3_registrar_and_a_proxy_before_it_are_answered_together()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method != "REGISTER" ? request.Respond(200)
            : request.Header("Proxy-Authorization") is null ? request.Respond(407, "Proxy-Authenticate: Digest realm=\"edge\", nonce=\"p\", qop=\"auth\"")
            : request.Header("Authorization") is null ? request.Respond(401, Challenge)
            : request.Respond(200, "Expires: 100");
        fixture.Client.Drive(fixture.Password());

        await fixture.UntilState(TrunkState.Registered, 2);
        Assert.Equal(3, fixture.Far.Of("REGISTER").Count);

        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 4, 100);
        Assert.Contains("realm=\"edge\"", fixture.Far.Of("REGISTER")[3].Header("Proxy-Authorization"));
    }

    [Fact]
    public async Task Rfc3261_8_1_3_4_redirection_is_said_and_not_followed()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method == "REGISTER" ? request.Respond(302, "Contact: <sip:pbx2.example:5070>") : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        await fixture.Until(() => fixture.Latest?.Cause.Length > 0, 2);

        Assert.Equal("The far side says that we should register with pbx2.example:5070 (302 Moved Temporarily); set that as the address of this connector, if it is right.", fixture.Latest!.Cause);
        Assert.Single(fixture.Far.Of("REGISTER"));
        Assert.NotNull(fixture.Latest.NextTry);
        Assert.False(fixture.Latest.Usable);
    }

    [Fact]
    public async Task Rfc3608_service_route_leads_options_and_calls_but_no_registration()
    {
        const string Routes = "<sip:edge.example;lr>, <sip:core.example;lr>;x=1";
        await using var fixture = new TrunkFixture();
        var routes = "Service-Route: <sip:edge.example;lr>\r\nService-Route: <sip:core.example;lr>;x=1";
        fixture.Far.Answer = request => request.Method == "REGISTER" ? request.Respond(200, "Expires: 100", routes) : request.Respond(200);
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        var trunk = fixture.Client.Find(fixture.Password().Connector)!;
        Assert.Equal(Routes, Encoding.ASCII.GetString(trunk.ServiceRoute.Span));

        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 2, 100);
        Assert.All(fixture.Far.Of("REGISTER"), static request =>
        {
            Assert.Null(request.Header("Route"));
            Assert.Equal("path", request.Header("Supported"));
        });
        Assert.NotEmpty(fixture.Far.Of("OPTIONS"));
        Assert.All(fixture.Far.Of("OPTIONS"), static request => Assert.Equal(Routes, request.Header("Route")));

        // A strict router first is none of today's: it is left out.
        routes = "Service-Route: <sip:edge.example>";
        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 3, 100);
        await fixture.Settle();
        Assert.True(trunk.ServiceRoute.IsEmpty);
    }

    [Fact]
    public async Task Rfc5626_4_4_connection_that_is_closed_is_registered_over_anew()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        var flow = fixture.Client.Find(fixture.Password().Connector)!.Target!.Value with { Connection = 7 };
        await fixture.Elapse(TimeSpan.FromMinutes(3));

        fixture.Client.ConnectionClosed(flow with { Remote = flow.Remote.WithPort(9) });
        await fixture.Elapse(TimeSpan.FromSeconds(5));
        Assert.Single(fixture.Far.Of("REGISTER"));

        fixture.Client.ConnectionClosed(flow);
        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 2, 2);

        // Closed again at once: from now on with patience.
        fixture.Client.ConnectionClosed(flow);
        Assert.InRange((await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 3, 61)).TotalSeconds, 44, 46);
        fixture.Client.ConnectionClosed(flow);
        Assert.InRange((await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 4, 121)).TotalSeconds, 89, 91);
        Assert.DoesNotContain(fixture.Reports, static report => report.State is not (TrunkState.Registering or TrunkState.Registered));
    }
}
