using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Trunks;

public sealed class RegistrationTests
{
    private const string Secret = "s3cret-word";

    [Fact]
    public async Task Registrar_without_challenge_registers_the_trunk()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());

        var status = await fixture.UntilState(TrunkState.Registered, 2);

        Assert.True(status.Usable);
        Assert.Equal("", status.Cause);
        Assert.Equal("node-1", status.Node);
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(3600), status.RegisteredUntil!.Value, TimeSpan.FromSeconds(2));
        var register = Assert.Single(fixture.Far.Of("REGISTER"));
        Assert.Equal($"sip:127.0.0.1:{fixture.Far.Port}", register.Uri);
        Assert.StartsWith("<sip:trunk-user@127.0.0.1>;tag=", register.Header("From"));
        Assert.Equal("<sip:trunk-user@127.0.0.1>", register.Header("To"));
        Assert.Equal($"<sip:trunk-user@{fixture.Node.Transports[0].Local}>", register.Header("Contact"));
        Assert.Equal("3600", register.Header("Expires"));
        Assert.Null(register.Header("Authorization"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Challenge_is_answered_with_the_right_digest(bool sha256)
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", Secret) { Sha256 = sha256 };
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        await fixture.UntilState(TrunkState.Registered, 2);

        var requests = fixture.Far.Of("REGISTER");
        Assert.Equal(2, requests.Count);
        Assert.Equal(requests[0].Header("Call-ID"), requests[1].Header("Call-ID"));
        Assert.Equal(requests[0].CSeq + 1, requests[1].CSeq);
        Assert.NotNull(fixture.Client.Find(fixture.Password().Connector)!.Challenge);
    }

    [Fact]
    public async Task Refresh_comes_before_the_expiry_and_carries_credentials_the_first_time()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", Secret) { Grants = 120 };
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);

        var waited = await fixture.Until(() => registrar.Accepted == 2, 120);

        // 50 % and half of the 40 % that the jitter may add: 70 % of 120 s.
        Assert.InRange(waited.TotalSeconds, 82, 86);
        Assert.Equal(3, fixture.Far.Of("REGISTER").Count);
        Assert.Equal([1u, 2u, 3u], fixture.Far.Of("REGISTER").Select(static request => request.CSeq));
        Assert.DoesNotContain(fixture.Reports, static status => status.State is not (TrunkState.Registering or TrunkState.Registered));
    }

    [Fact]
    public async Task Stale_nonce_is_answered_again()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", Secret) { StaleNonce = "nonce-1" };
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        await fixture.UntilState(TrunkState.Registered, 2);

        Assert.Equal(3, fixture.Far.Of("REGISTER").Count);
    }

    [Fact]
    public async Task Remembered_nonce_that_grew_old_unsaid_is_no_wrong_password()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", Secret) { Grants = 60 };
        var forgotten = "";
        fixture.Far.Answer = request => request.Method != "REGISTER" ? request.Respond(200)
            : forgotten.Length > 0 && request.Text.Contains(forgotten, StringComparison.Ordinal)
                ? request.Respond(401, "WWW-Authenticate: Digest realm=\"far.example\", nonce=\"fresh\", algorithm=MD5, qop=\"auth\"")
                : registrar.Answer(request);
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        forgotten = registrar.LastNonce;

        await fixture.Until(() => registrar.Accepted == 2, 60);

        Assert.Equal(TrunkState.Registered, fixture.Latest!.State);
    }

    [Fact]
    public async Task Far_side_that_calls_every_answer_stale_is_left_alone_after_a_few()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method != "REGISTER" ? request.Respond(200)
            : request.Respond(401, $"WWW-Authenticate: Digest realm=\"r\", nonce=\"{request.CSeq}\", stale=true");
        fixture.Client.Drive(fixture.Password());

        await fixture.Until(() => fixture.Latest?.Cause.Contains("outdated", StringComparison.Ordinal) == true, 3);

        Assert.Equal(5, fixture.Far.Of("REGISTER").Count);
        Assert.NotNull(fixture.Latest!.NextTry);
    }

    [Fact]
    public async Task Wrong_password_is_rejected_with_a_cause_and_comes_back_by_itself_once_corrected_there()
    {
        await using var fixture = new TrunkFixture();
        // The far side even echoes the password that it wants and the one that it got, in its realm.
        var registrar = new Registrar("trunk-user", "other-word") { Realm = $"want other-word got {Secret}" };
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        var status = await fixture.UntilState(TrunkState.Rejected, 2);

        Assert.False(status.Usable);
        Assert.Equal(2, fixture.Far.Of("REGISTER").Count);
        Assert.StartsWith("The far side refused the username or password of this connector (401 Unauthorized, user trunk-user", status.Cause);
        Assert.EndsWith("correct them here or there.", status.Cause);
        // n = 1: 30–60 s, in the middle 45.
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(45), status.NextTry!.Value, TimeSpan.FromSeconds(1));

        registrar.Password = Secret;
        await fixture.UntilState(TrunkState.Registered, 46);

        Assert.True(fixture.Latest!.Usable);
        Assert.Equal("", fixture.Latest.Cause);
        Assert.All(fixture.Reports, static report => Assert.DoesNotContain(Secret, report.ToString()));
    }

    [Fact]
    public async Task Rejected_cause_names_realm_and_algorithm()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", "other-word") { Sha256 = true };
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        var status = await fixture.UntilState(TrunkState.Rejected, 2);

        Assert.Contains("realm \"far.example\", SHA-256", status.Cause);
    }

    [Fact]
    public async Task Forbidden_without_a_challenge_says_so()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Respond(request.Method == "REGISTER" ? 403 : 200);
        fixture.Client.Drive(fixture.Password());

        var status = await fixture.UntilState(TrunkState.Rejected, 2);

        Assert.Contains("without having asked for a password (403 Forbidden)", status.Cause);
    }

    [Fact]
    public async Task Silent_far_side_is_unreachable_and_the_waits_grow_to_half_an_hour_and_no_more()
    {
        await using var fixture = new TrunkFixture { Jitter = 0.999 };
        fixture.Far.Answer = static _ => null;
        fixture.Client.Drive(fixture.Password());

        var status = await fixture.UntilState(TrunkState.Unreachable, 40);
        Assert.False(status.Usable);
        Assert.Contains($"127.0.0.1:{fixture.Far.Port} does not answer our registration over UDP", status.Cause);

        // Each try takes 32 s (timer F) and then the wait.
        foreach (var wait in (int[])[60, 120, 240, 480, 960, 1800, 1800])
        {
            var tries = fixture.Far.Distinct("REGISTER").Count;
            await fixture.Until(() => fixture.Far.Distinct("REGISTER").Count > tries, wait + 40);
            var times = fixture.Far.Distinct("REGISTER").Select(static request => request.At).TakeLast(2).ToArray();
            Assert.InRange((times[1] - times[0]).TotalSeconds, wait + 30, wait + 34);
        }
        Assert.Equal(TrunkState.Unreachable, fixture.Latest!.State);
    }

    [Fact]
    public async Task Far_side_that_was_away_for_an_hour_is_registered_within_half_a_minute_of_its_return()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static _ => null;
        fixture.Client.Drive(fixture.Password());
        await fixture.Elapse(TimeSpan.FromHours(1));
        Assert.Equal(TrunkState.Unreachable, fixture.Latest!.State);

        fixture.Far.Answer = static request => request.Respond(200);
        await fixture.UntilState(TrunkState.Registered, 30);
    }

    [Fact]
    public async Task Interval_too_brief_is_asked_again_with_what_the_far_side_wants()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method == "REGISTER" && request.Header("Expires") == "3600"
            ? request.Respond(423, "Min-Expires: 7200")
            : request.Respond(200, "Expires: 7200");
        fixture.Client.Drive(fixture.Password());

        var status = await fixture.UntilState(TrunkState.Registered, 2);

        Assert.Equal(["3600", "7200"], fixture.Far.Of("REGISTER").Select(static request => request.Header("Expires")));
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(7200), status.RegisteredUntil!.Value, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Server_error_while_options_are_answered_keeps_registering_and_says_what_is_wrong()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method == "REGISTER" ? request.Respond(500, "Retry-After: 300") : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        await fixture.Until(() => fixture.Latest is { State: TrunkState.Registering, Cause.Length: > 0 }, 12);

        Assert.False(fixture.Latest!.Usable);
        Assert.Contains("500 Server Internal Error", fixture.Latest.Cause);
        // The far side asked for more patience than the backoff has.
        Assert.True(fixture.Latest.NextTry - fixture.Far.Of("REGISTER")[0].At > TimeSpan.FromSeconds(290));
    }

    [Fact]
    public async Task Failed_refresh_keeps_the_trunk_until_the_binding_expires()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Respond(200, "Expires: 100");
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        var until = fixture.Latest!.RegisteredUntil!.Value;

        fixture.Far.Answer = static request => request.Respond(request.Method == "REGISTER" ? 500 : 200);
        await fixture.Until(() => fixture.Latest!.Cause.Length > 0, 100);
        Assert.Equal(TrunkState.Registered, fixture.Latest!.State);
        Assert.True(fixture.Latest.Usable);

        await fixture.UntilState(TrunkState.Registering, 40);
        Assert.Equal(until, fixture.Time.GetUtcNow(), TimeSpan.FromSeconds(1));
        Assert.False(fixture.Latest!.Usable);
    }
}
