using System.Net;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Trunks;

public sealed class TrunkClientTests
{
    [Fact]
    public async Task Release_takes_the_binding_back_and_the_trunk_is_gone()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", "s3cret-word");
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        var reports = fixture.Reports.Count;

        _ = fixture.Client.Release(fixture.Password().Connector, unregister: true);

        Assert.Null(fixture.Client.Find(fixture.Password().Connector));
        await fixture.Until(() => registrar.AskedExpires == "0", 2);
        await fixture.Elapse(TimeSpan.FromMinutes(2));
        Assert.Equal("0", fixture.Far.Of("REGISTER")[^1].Header("Expires"));
        Assert.Equal(reports, fixture.Reports.Count);
        Assert.InRange(fixture.Far.Distinct("OPTIONS").Count, 0, 1);
    }

    [Fact]
    public async Task Trunk_that_is_driven_again_registers_after_its_old_binding_was_taken_back()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);

        _ = fixture.Client.Release(fixture.Password().Connector, unregister: true);
        fixture.Client.Drive(fixture.Password());
        await fixture.Until(() => fixture.Far.Distinct("REGISTER").Count == 3, 2);

        Assert.Equal(["3600", "0", "3600"], fixture.Far.Distinct("REGISTER").Select(static request => request.Header("Expires")));
    }

    [Fact]
    public async Task Stop_waits_for_the_far_sides_but_not_for_long()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);

        fixture.Far.Answer = static _ => null;
        var stop = fixture.Client.Stop();
        await fixture.Elapse(TimeSpan.FromSeconds(1));
        Assert.False(stop.IsCompleted);
        await fixture.Until(() => stop.IsCompleted, 2);
        await stop;

        Assert.Equal("0", fixture.Far.Of("REGISTER")[^1].Header("Expires"));
        fixture.Client.Drive(fixture.Password(version: 2));
        Assert.Null(fixture.Client.Find(fixture.Password().Connector));
    }

    [Fact]
    public async Task Same_far_side_keeps_its_registration_through_a_change()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        var trunk = fixture.Client.Find(fixture.Password().Connector)!;

        fixture.Client.Drive(fixture.Password(version: 2) with { Name = "B2", Sources = ["192.0.2.0/24"] });
        await fixture.Elapse(TimeSpan.FromSeconds(2));

        Assert.Same(trunk, fixture.Client.Find(fixture.Password().Connector));
        Assert.Equal("B2", trunk.Configuration.Name);
        Assert.True(trunk.IsSource(TransportAddress.Of(IPAddress.Parse("192.0.2.77"), 9)));
        Assert.True(trunk.IsSource(TransportAddress.Of(IPAddress.Loopback, 9)));
        Assert.Single(fixture.Far.Of("REGISTER"));
        Assert.Equal(TrunkState.Registered, fixture.Latest!.State);
    }

    [Fact]
    public async Task New_password_registers_anew_without_taking_the_binding_back()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", "new-s3cret");
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password("old-s3cret"));
        await fixture.UntilState(TrunkState.Rejected, 2);

        fixture.Client.Drive(fixture.Password("new-s3cret", version: 2));
        await fixture.UntilState(TrunkState.Registered, 2);

        Assert.DoesNotContain(fixture.Far.Of("REGISTER"), static request => request.Header("Expires") == "0");
        Assert.All(fixture.Reports, static report =>
        {
            Assert.DoesNotContain("old-s3cret", report.ToString());
            Assert.DoesNotContain("new-s3cret", report.ToString());
        });
    }

    [Fact]
    public async Task Driving_again_with_the_same_version_reports_the_state_again_and_sends_nothing()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        var reports = fixture.Reports.Count;

        fixture.Client.Drive(fixture.Password());
        await fixture.Until(() => fixture.Reports.Count == reports + 1, 1);

        Assert.Equal(fixture.Reports[^2], fixture.Reports[^1]);
        Assert.Single(fixture.Far.Of("REGISTER"));
    }

    [Fact]
    public async Task Report_that_fails_is_sent_again()
    {
        await using var fixture = new TrunkFixture { FailingReports = 3 };
        fixture.Client.Drive(fixture.Password());

        await fixture.UntilState(TrunkState.Registered, 10);
    }

    [Fact]
    public async Task Unknown_name_is_a_dns_failure_until_it_is_known()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip("pbx.invalid"));

        var status = await fixture.UntilState(TrunkState.DnsFailure, 2);
        Assert.False(status.Usable);
        Assert.Contains("pbx.invalid cannot be resolved (there is no such name)", status.Cause);
        var trunk = fixture.Client.Find(fixture.Ip().Connector)!;
        Assert.Null(trunk.Target);

        fixture.Dns.Address("pbx.invalid", "127.0.0.1");
        await fixture.UntilState(TrunkState.Reachable, 16);
        Assert.Equal(TransportAddress.Of(IPAddress.Loopback, fixture.Far.Port), trunk.Target!.Value.Remote);
        Assert.True(trunk.IsSource(TransportAddress.Of(IPAddress.Loopback, 1234)));

        // The DNS goes away: what it said before stays in use.
        fixture.Dns.Fault = static (_, _) => LocateFault.ServerFailure;
        await fixture.Elapse(TimeSpan.FromMinutes(3));
        Assert.Equal(TrunkState.Reachable, fixture.Latest!.State);
    }

    [Fact]
    public async Task Dns_that_never_answers_is_given_up_on_after_four_seconds()
    {
        await using var fixture = new TrunkFixture { Dns = { Fault = static (_, _) => LocateFault.Silent } };
        fixture.Client.Drive(fixture.Ip("pbx.invalid"));

        var waited = await fixture.Until(() => fixture.Latest?.State == TrunkState.DnsFailure, 6);

        Assert.InRange(waited.TotalSeconds, 4, 5);
        Assert.Contains("The DNS did not answer for pbx.invalid", fixture.Latest!.Cause);
    }

    [Fact]
    public async Task Name_that_moves_takes_the_trunk_along()
    {
        await using var fixture = new TrunkFixture();
        fixture.Dns.Address("pbx.invalid", "127.0.0.2", seconds: 60);
        fixture.Client.Drive(fixture.Ip("pbx.invalid"));
        await fixture.UntilState(TrunkState.Reachable, 1);
        await fixture.Elapse(TimeSpan.FromSeconds(1));
        var changes = 0;
        fixture.Client.Changed += () => changes++;

        fixture.Dns.Forget("pbx.invalid");
        fixture.Dns.Address("pbx.invalid", "127.0.0.1");
        var trunk = fixture.Client.Find(fixture.Ip().Connector)!;
        await fixture.Until(() => trunk.Target!.Value.Remote.ToIPAddress().Equals(IPAddress.Loopback), 61);
        await fixture.Elapse(TimeSpan.FromSeconds(1));

        Assert.Equal(1, changes);
        Assert.False(trunk.IsSource(TransportAddress.Of(IPAddress.Parse("127.0.0.2"), 0)));
    }

    [Fact]
    public async Task Address_that_no_transport_reaches_says_what_to_do()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip("2001:db8::1"));

        var status = await fixture.UntilState(TrunkState.Unreachable, 1);

        Assert.Contains("does not listen on UDP over IPv6", status.Cause);
        var trunk = fixture.Client.Find(fixture.Ip().Connector)!;
        Assert.Equal("[2001:db8::1]", Encoding.ASCII.GetString(trunk.Domain.Span));
        Assert.Equal($"[2001:db8::1]:{fixture.Far.Port}", Encoding.ASCII.GetString(trunk.HostPort.Span));
    }

    [Fact]
    public async Task A_thousand_trunks_start_spread_over_time()
    {
        await using var fixture = new TrunkFixture();
        for (var i = 0; i < 1000; i++) fixture.Client.Drive(fixture.Password(connector: new ConnectorId(Guid.NewGuid())));

        await fixture.Until(() => fixture.Client.Trunks.All(static trunk => trunk.Status?.State == TrunkState.Registered), 8);

        var busiest = fixture.Far.Of("REGISTER").GroupBy(static request => request.At.Ticks / TimeSpan.TicksPerSecond).Max(static second => second.Count());
        Assert.InRange(busiest, 1, StartPacer.WithNode + 1);
        Assert.Equal(1000, fixture.Far.Distinct("REGISTER").Count);
    }

    [Fact]
    public void Username_that_is_no_user_part_is_escaped()
    {
        Assert.Equal("trunk-b+1", Encoding.ASCII.GetString(SipUserPart.Escape("trunk-b+1")));
        Assert.Equal("a%20b%22%3E%0D%0A", Encoding.ASCII.GetString(SipUserPart.Escape("a b\">\r\n")));
    }
}
