using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Tests.Trunks;

namespace SystemConnector.Silo.Tests.Doctor;

/// <summary>Far sides that misbehave, each in one way: that one is named, and nothing behind it is looked at.</summary>
public sealed class TrunkDoctorTests
{
    private const CheckOutcome Passed = CheckOutcome.Passed, Failed = CheckOutcome.Failed, Skipped = CheckOutcome.Skipped;

    [Fact]
    public async Task Healthy_password_trunk_passes_everything_both_ways()
    {
        await using var fixture = new DoctorFixture();
        using var number = new TestNumber { FractionLost = 0 };
        var registrar = new Registrar("trunk-user", "s3cret-word");
        fixture.Answer(("REGISTER", registrar.Answer), ("INVITE", number.Answer));

        var examination = await fixture.Examine(fixture.Trunks.Password(), "600");

        Assert.Equal([Passed, Passed, Skipped, Passed, Passed, Passed, Passed], examination.Checks.Select(static check => check.Outcome));
        Assert.Equal(Enum.GetValues<CheckKind>(), examination.Checks.Select(static check => check.Kind));
        Assert.True(examination.IsHealthy);
        Assert.EndsWith(" works.", examination.Verdict);
        Assert.Contains("realm \"far.example\"", Text(examination, CheckKind.Register));
        Assert.Contains("Audio flows both ways", Text(examination, CheckKind.Media));
        Assert.True(number.HasAudio);
        // The call is over, and our bindings are as they were: the question has no Contact.
        Assert.Single(fixture.Far.Distinct("BYE"));
        Assert.NotEmpty(fixture.Far.Of("ACK"));
        Assert.Contains(fixture.Far.Of("REGISTER"), static request => request.Header("Contact") is null && request.Header("Authorization") is not null);
    }

    [Fact]
    public async Task Name_that_does_not_exist_is_the_verdict()
    {
        await using var fixture = new DoctorFixture();
        var examination = await fixture.Examine(fixture.Trunks.Ip("pbx.invalid"), "600");
        Is(examination, CheckKind.Dns, "The name pbx.invalid cannot be resolved");
        Assert.Empty(fixture.Far.Of("INVITE"));
    }

    [Fact]
    public async Task Transport_that_this_node_lacks_is_the_verdict()
    {
        await using var fixture = new DoctorFixture();
        Is(await fixture.Examine(fixture.Trunks.Ip("2001:db8::1")), CheckKind.Transport, "does not listen on UDP over IPv6");
        Is(await fixture.Examine(fixture.Trunks.Ip() with { Transport = TrunkTransport.Tcp, Version = 2 }), CheckKind.Transport, "does not listen on TCP over IPv4");
    }

    [Fact]
    public async Task Silence_is_the_verdict()
    {
        await using var fixture = new DoctorFixture(CheckKind.Options);
        fixture.Far.Answer = static _ => null;
        Is(await fixture.Examine(fixture.Trunks.Ip()), CheckKind.Options, $"127.0.0.1:{fixture.Far.Port} does not answer over UDP: check that it is running");
    }

    [Fact]
    public async Task Far_side_that_says_that_it_cannot_work_is_believed()
    {
        await using var fixture = new DoctorFixture();
        fixture.Answer(("OPTIONS", static request => request.Respond(503)));
        Is(await fixture.Examine(fixture.Trunks.Ip()), CheckKind.Options, "answers 503 Service Unavailable");
    }

    [Fact]
    public async Task Silence_to_options_alone_is_no_fault_of_a_far_side_that_registered_us()
    {
        await using var fixture = new DoctorFixture(CheckKind.Options);
        fixture.Answer(("OPTIONS", static _ => null));
        fixture.Trunks.Client.Drive(fixture.Trunks.Password());
        await fixture.Trunks.UntilState(TrunkState.Registered, 5);
        var examination = await fixture.Examine(fixture.Trunks.Password());
        Assert.True(examination.IsHealthy, examination.Verdict);
        Assert.Contains("does not answer OPTIONS, but it accepted our registration", Text(examination, CheckKind.Options));
        Assert.Contains("; we are registered", Text(examination, CheckKind.Register));
    }

    [Fact]
    public async Task Wrong_password_is_the_verdict_and_never_shown()
    {
        await using var fixture = new DoctorFixture();
        var registrar = new Registrar("trunk-user", "another-word") { Sha256 = true };
        fixture.Answer(("REGISTER", registrar.Answer));
        var examination = await fixture.Examine(fixture.Trunks.Password(), "600");
        Is(examination, CheckKind.Register, "refused the username or password of this connector (401 Unauthorized, user trunk-user, realm \"far.example\", SHA-256)");
        Assert.All(examination.Checks, static check => Assert.DoesNotContain("s3cret-word", check.Text));
    }

    [Theory]
    [InlineData(403, "refuses to register trunk-user without having asked for a password (403 Forbidden)")]
    [InlineData(404, "knows no user trunk-user (404 Not Found)")]
    [InlineData(405, "takes no registrations (405 Method Not Allowed)")]
    [InlineData(500, "answers our registration with 500 Server Internal Error")]
    [InlineData(0, "does not answer our registration")]
    public async Task Registrar_that_will_not_is_the_verdict(int status, string verdict)
    {
        await using var fixture = new DoctorFixture(status == 0 ? CheckKind.Register : null);
        fixture.Answer(("REGISTER", request => status == 0 ? null : request.Respond(status)));
        Is(await fixture.Examine(fixture.Trunks.Password()), CheckKind.Register, verdict);
    }

    [Fact]
    public async Task Challenge_of_another_kind_is_the_verdict()
    {
        await using var fixture = new DoctorFixture();
        fixture.Answer(("REGISTER", static request => request.Respond(401, "WWW-Authenticate: Basic realm=\"far\"")));
        Is(await fixture.Examine(fixture.Trunks.Password()), CheckKind.Register, "asks for a password in a way that is not known here");
    }

    [Theory]
    [InlineData(404, "has no number 600 (404 Not Found)")]
    [InlineData(403, "does not let us call 600 (403 Forbidden)")]
    [InlineData(488, "does not take G.711 audio (488 Not Acceptable Here)")]
    [InlineData(302, "sends calls to 600 elsewhere (302")]
    [InlineData(500, "refuses the call to 600 with 500 Server Internal Error")]
    [InlineData(401, "does not take our credentials for a call")]
    [InlineData(0, "does not answer an INVITE, though it answers smaller requests")]
    public async Task Call_that_does_not_get_through_is_the_verdict(int status, string verdict)
    {
        await using var fixture = new DoctorFixture(status == 0 ? CheckKind.Invite : null);
        fixture.Answer(("INVITE", request => status == 0 ? null : request.Respond(status)));
        Is(await fixture.Examine(fixture.Trunks.Ip(), "600"), CheckKind.Invite, verdict);
    }

    [Fact]
    public async Task Call_is_authenticated()
    {
        await using var fixture = new DoctorFixture();
        using var number = new TestNumber { FractionLost = 0 };
        var registrar = new Registrar("trunk-user", "s3cret-word");
        fixture.Answer(("REGISTER", registrar.Answer), ("INVITE", request =>
            registrar.Answer(request) is var answer && answer.StartsWith("SIP/2.0 200", StringComparison.Ordinal) ? number.Answer(request) : answer));
        var examination = await fixture.Examine(fixture.Trunks.Password(), "600");
        Assert.True(examination.IsHealthy, examination.Verdict);
        Assert.Equal(2, fixture.Far.Distinct("INVITE").Count);
    }

    [Fact]
    public async Task Busy_number_is_no_fault_of_the_trunk()
    {
        await using var fixture = new DoctorFixture();
        fixture.Answer(("INVITE", static request => request.Respond(486)));
        var examination = await fixture.Examine(fixture.Trunks.Ip(), "600");
        Assert.True(examination.IsHealthy);
        Assert.Contains("got through: 600 answered 486 Busy Here", Text(examination, CheckKind.Invite));
        Assert.Equal(Skipped, examination.Checks[^1].Outcome);
    }

    [Fact]
    public async Task Phone_that_rings_is_cancelled()
    {
        await using var fixture = new DoctorFixture(CheckKind.Invite);
        FarRequest? invite = null;
        fixture.Answer(("INVITE", request => (invite = request).Respond(180)), ("CANCEL", static request => request.Respond(200)));
        var examination = await fixture.Examine(fixture.Trunks.Ip(), "600");
        Assert.True(examination.IsHealthy);
        Assert.Contains("600 rang, and nobody answered", Text(examination, CheckKind.Invite));
        await fixture.Trunks.Until(() => fixture.Far.Of("CANCEL").Count > 0, 2);
        Assert.Equal(invite!.Uri, fixture.Far.Of("CANCEL")[0].Uri);
    }

    [Fact]
    public async Task Answer_that_crosses_the_cancel_is_hung_up()
    {
        await using var fixture = new DoctorFixture(CheckKind.Invite);
        using var number = new TestNumber { Packets = 0 };
        FarRequest? invite = null;
        // It answers the CANCEL with the 200 of the INVITE, as when they cross.
        fixture.Answer(("INVITE", request => (invite = request).Respond(180)), ("CANCEL", _ => number.Answer(invite!)));
        await fixture.Examine(fixture.Trunks.Ip(), "600");
        await fixture.Trunks.Until(() => fixture.Far.Of("BYE").Count > 0, 5);
        Assert.NotEmpty(fixture.Far.Of("ACK"));
    }

    [Fact]
    public async Task Far_side_that_sends_no_audio_is_the_verdict()
    {
        await using var fixture = new DoctorFixture(CheckKind.Media);
        using var number = new TestNumber { Packets = 0, Address = "192.168.7.9" };
        fixture.Answer(("INVITE", number.Answer));
        var examination = await fixture.Examine(fixture.Trunks.Ip(), "600");
        Is(examination, CheckKind.Media, "No audio came from 127.0.0.1");
        Assert.Contains("names the private address 192.168.7.9, so if a NAT lies between, switch on NAT transformation", examination.Verdict);
    }

    [Fact]
    public async Task Far_side_that_hears_nothing_of_us_is_the_verdict()
    {
        await using var fixture = new DoctorFixture();
        using var number = new TestNumber { FractionLost = 255 };
        fixture.Answer(("INVITE", number.Answer));
        Is(await fixture.Examine(fixture.Trunks.Ip(), "600"), CheckKind.Media, "says that none of our audio arrives");
    }

    [Fact]
    public async Task Without_rtcp_nobody_says_whether_ours_arrives()
    {
        await using var fixture = new DoctorFixture(CheckKind.Media);
        using var number = new TestNumber();
        fixture.Answer(("INVITE", number.Answer));
        var examination = await fixture.Examine(fixture.Trunks.Ip(), "600");
        Assert.True(examination.IsHealthy);
        Assert.Contains("30 packets of audio came from 127.0.0.1", Text(examination, CheckKind.Media));
        Assert.Contains("whether ours arrive is not told", Text(examination, CheckKind.Media));
    }

    [Theory]
    [InlineData("recvonly", "0", Skipped)]
    [InlineData("sendrecv", "9", Failed)]
    public async Task Answer_without_audio_for_us_is_told_apart(string direction, string formats, CheckOutcome outcome)
    {
        await using var fixture = new DoctorFixture(CheckKind.Media);
        using var number = new TestNumber { Packets = 0, Direction = direction, Formats = formats };
        fixture.Answer(("INVITE", number.Answer));
        Assert.Equal(outcome, (await fixture.Examine(fixture.Trunks.Ip(), "600")).Checks[^1].Outcome);
    }

    [Fact]
    public async Task Connector_is_examined_once_at_a_time_and_a_node_examines_few()
    {
        await using var fixture = new DoctorFixture(CheckKind.Options);
        fixture.Far.Answer = static _ => null;
        var configurations = Enumerable.Range(1, 5).Select(i => fixture.Trunks.Ip() with { Connector = new ConnectorId(new Guid(i, 0, 0, new byte[8])) }).ToArray();
        foreach (var configuration in configurations) fixture.Trunks.Client.Drive(configuration);
        var first = configurations.Take(4).Select(configuration => fixture.Doctor.Examine(configuration.Connector, null)).ToArray();

        Assert.Contains("examined already", Assert.Single((await fixture.Doctor.Examine(configurations[0].Connector, null)).Faults).Message);
        Assert.Contains("examines 4 connectors already", Assert.Single((await fixture.Doctor.Examine(configurations[4].Connector, null)).Faults).Message);

        await Task.WhenAll(first);
        Is(await fixture.Examine(configurations[4]), CheckKind.Options, "does not answer over UDP");
    }

    [Fact]
    public async Task Realm_that_holds_the_password_is_not_repeated()
    {
        await using var fixture = new DoctorFixture();
        var registrar = new Registrar("trunk-user", "s3cret-word") { Realm = "x s3cret-word x" };
        fixture.Answer(("REGISTER", registrar.Answer));
        var examination = await fixture.Examine(fixture.Trunks.Password());
        Assert.All(examination.Checks, static check => Assert.DoesNotContain("s3cret-word", check.Text));
    }

    private static string Text(Examination examination, CheckKind kind) => examination.Checks.Single(check => check.Kind == kind).Text;

    /// <summary>That check is the first that failed, says so, and nothing behind it was looked at.</summary>
    private static void Is(Examination examination, CheckKind kind, string verdict)
    {
        Assert.Contains(verdict, examination.Verdict);
        Assert.False(examination.IsHealthy);
        Assert.Equal(examination.Verdict, Text(examination, kind));
        Assert.All(examination.Checks.Where(check => check.Kind < kind), static check => Assert.NotEqual(Failed, check.Outcome));
        Assert.All(examination.Checks.Where(check => check.Kind > kind), static check => Assert.Equal(Skipped, check.Outcome));
    }
}
