using System.Net;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>Far sides with several addresses, names that move, and a DNS that fails.</summary>
public sealed class TargetTests
{
    private const string Name = "pbx.example";

    [Fact]
    public async Task Far_end_that_was_away_for_an_hour_is_usable_within_half_a_minute_of_its_return()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip());
        await fixture.Until(() => fixture.Far.Answered == 1, 2);
        fixture.Far.Answer = static _ => null;
        await fixture.Elapse(TimeSpan.FromHours(1), step: TimeSpan.FromSeconds(1));
        Assert.False(fixture.Latest!.Usable);
        Assert.InRange(fixture.Latest.NextTry!.Value - fixture.Time.GetUtcNow(), -Health.Timeout, Health.DownInterval);

        fixture.Far.Answer = static request => request.Respond(200);
        await fixture.Until(() => fixture.Latest!.Usable, 30);
    }

    [Theory]
    [InlineData(nameof(LocateFault.ServerFailure))]
    [InlineData(nameof(LocateFault.Silent))]
    [InlineData(nameof(LocateFault.NoSuchName))]
    public async Task Name_that_could_not_be_resolved_for_an_hour_is_usable_within_half_a_minute_of_the_dns_return(string fault)
    {
        await using var fixture = new TrunkFixture();
        fixture.Dns.Address(Name, "127.0.0.1").Fault = (_, _) => Enum.Parse<LocateFault>(fault);
        fixture.Client.Drive(fixture.Ip(Name));
        await fixture.Elapse(TimeSpan.FromHours(1), step: TimeSpan.FromSeconds(1));
        Assert.Equal(TrunkState.DnsFailure, fixture.Latest!.State);
        Assert.InRange(fixture.Latest.NextTry!.Value - fixture.Time.GetUtcNow(), TimeSpan.FromSeconds(-1), Resolver.OutageInterval);

        fixture.Dns.Fault = static (_, _) => LocateFault.None;
        await fixture.Until(() => fixture.Latest!.Usable, 30);
    }

    [Fact]
    public void Each_fault_of_a_search_has_a_sentence_of_its_own_that_names_what_was_asked_for()
    {
        var trunk = new Trunk(new Grains.Connectors.TrunkConfiguration(
            ConnectorId.New(), SiteId.New(), "B", ConnectionType.Ip, Name, 0, TrunkTransport.Udp, null, null, false, true, false, [], TlsPolicy.Default, TrunkLimits.Default, null, 1));
        var sentences = Enum.GetValues<LocateFault>().Where(static fault => fault != LocateFault.None)
            .Select(fault => TrunkCause.NotLocated(trunk, new Located.NotFound(fault, "_sip._udp." + Name))).ToArray();

        Assert.Equal(sentences.Length, sentences.Distinct().Count());
        Assert.All(sentences, static sentence =>
        {
            Assert.Contains("_sip._udp." + Name, sentence);
            Assert.EndsWith("It is asked again within 25 s.", sentence);
        });
    }

    [Fact]
    public async Task Connector_whose_dns_fails_harms_only_itself()
    {
        await using var fixture = new TrunkFixture();
        fixture.Dns.Address(Name, "127.0.0.1").Fault = static (name, _) => name switch
        {
            "servfail.example" => LocateFault.ServerFailure,
            "silent.example" => LocateFault.Silent,
            _ => LocateFault.None,
        };
        var ids = Enumerable.Range(0, 30).Select(static _ => new ConnectorId(Guid.NewGuid())).ToArray();
        for (var i = 0; i < ids.Length; i++)
            fixture.Client.Drive(fixture.Ip(i % 3 == 0 ? Name : i % 3 == 1 ? "servfail.example" : "silent.example") with { Connector = ids[i] });

        // As long as the last of them takes to start, and no longer.
        await fixture.Elapse(TimeSpan.FromSeconds(1));
        for (var i = 0; i < ids.Length; i++)
            Assert.Equal(i % 3 == 0, fixture.Client.Find(ids[i])!.Status is { Usable: true });

        await fixture.Elapse(TimeSpan.FromSeconds(5));
        Assert.Contains("SERVFAIL", fixture.Client.Find(ids[1])!.Status!.Cause);
        Assert.Contains("did not answer", fixture.Client.Find(ids[2])!.Status!.Cause);
    }

    [Fact]
    public async Task One_name_is_asked_for_once_at_a_time_and_never_more_often_than_its_bounds()
    {
        await using var fixture = new TrunkFixture();
        fixture.Dns.Address(Name, "127.0.0.1", seconds: 0);
        fixture.Client.Drive(fixture.Ip(Name));
        await fixture.Elapse(TimeSpan.FromSeconds(60));
        Assert.InRange(fixture.Dns.Asked.Count, 10, 13);

        fixture.Dns.Forget(Name);
        fixture.Dns.Address(Name, "127.0.0.1", seconds: 1_000_000);
        await fixture.Elapse(TimeSpan.FromSeconds(10));
        var asked = fixture.Dns.Asked.Count;
        await fixture.Elapse(TimeSpan.FromMinutes(58), step: TimeSpan.FromSeconds(1));
        Assert.Equal(asked, fixture.Dns.Asked.Count);
        await fixture.Elapse(TimeSpan.FromMinutes(3), step: TimeSpan.FromSeconds(1));
        Assert.Equal(asked + 1, fixture.Dns.Asked.Count);
    }

    [Fact]
    public async Task Name_moves_when_its_time_to_live_has_passed_and_not_before()
    {
        await using var fixture = new TrunkFixture();
        using var _ = fixture.AddFar("127.0.0.2");
        fixture.Dns.Address(Name, "127.0.0.2", seconds: 40);
        fixture.Client.Drive(fixture.Ip(Name));
        await fixture.UntilState(TrunkState.Reachable, 1);
        fixture.Dns.Forget(Name);
        fixture.Dns.Address(Name, "127.0.0.1", seconds: 40);
        var trunk = fixture.Client.Find(fixture.Ip().Connector)!;

        await fixture.Elapse(TimeSpan.FromSeconds(38));
        Assert.Equal("127.0.0.2", trunk.Target!.Value.Remote.ToIPAddress().ToString());
        await fixture.Elapse(TimeSpan.FromSeconds(3));
        Assert.Equal("127.0.0.1", trunk.Target!.Value.Remote.ToIPAddress().ToString());
    }

    [Fact]
    public async Task Addresses_that_are_dealt_in_turns_move_nothing()
    {
        await using var fixture = new TrunkFixture();
        using var _ = fixture.AddFar("127.0.0.2");
        fixture.Dns.Address(Name, "127.0.0.2", seconds: 10).Address(Name, "127.0.0.1", seconds: 10);
        fixture.Client.Drive(fixture.Ip(Name));
        await fixture.UntilState(TrunkState.Reachable, 1);
        await fixture.Elapse(TimeSpan.FromSeconds(5));
        var targets = fixture.Client.Find(fixture.Ip().Connector)!.Targets;

        fixture.Dns.Forget(Name);
        fixture.Dns.Address(Name, "127.0.0.1", seconds: 10).Address(Name, "127.0.0.2", seconds: 10);
        await fixture.Elapse(TimeSpan.FromSeconds(30));

        Assert.Same(targets, fixture.Client.Find(fixture.Ip().Connector)!.Targets);
    }

    [Fact]
    public async Task Calls_may_come_from_every_address_of_the_name()
    {
        await using var fixture = new TrunkFixture();
        fixture.Dns.Address(Name, "127.0.0.1");
        for (var i = 2; i <= 20; i++) fixture.Dns.Address(Name, $"127.0.0.{i}");
        fixture.Client.Drive(fixture.Ip(Name));
        await fixture.UntilState(TrunkState.Reachable, 1);

        var trunk = fixture.Client.Find(fixture.Ip().Connector)!;
        Assert.Equal(TrunkTargets.Most, trunk.Targets.All.Length);
        for (var i = 1; i <= 20; i++) Assert.True(trunk.IsSource(TransportAddress.Of(IPAddress.Parse($"127.0.0.{i}"), 5999)));
        Assert.False(trunk.IsSource(TransportAddress.Of(IPAddress.Parse("127.0.0.21"), 5999)));
    }

    [Fact]
    public async Task Trunk_is_up_while_one_address_answers_and_goes_back_to_the_first_when_that_is_well_again()
    {
        await using var fixture = new TrunkFixture();
        var second = fixture.AddFar("127.0.0.2");
        var trunk = await DriveBoth(fixture, fixture.Ip("example.com") with { Port = 0 });
        Assert.Equal(fixture.Far.Address, trunk.Target!.Value.Remote);

        // 1. The first goes away: the second is used, and the state says nothing of it.
        fixture.Far.Answer = static _ => null;
        await fixture.Until(() => trunk.Target!.Value.Remote == second.Address, 50);
        Assert.All(fixture.Reports, static report => Assert.NotEqual(TrunkState.Unreachable, report.State));

        // 2. The second too: down, with the address in the cause.
        second.Answer = static _ => null;
        await fixture.UntilState(TrunkState.Unreachable, 50);
        Assert.Contains($"example.com ({second.Address})", fixture.Latest!.Cause);

        // 3. The second is back first, then the first, to which it returns.
        second.Answer = static request => request.Respond(200);
        await fixture.UntilState(TrunkState.Reachable, 30);
        Assert.Equal(second.Address, trunk.Target!.Value.Remote);
        fixture.Far.Answer = static request => request.Respond(200);
        await fixture.Until(() => trunk.Target!.Value.Remote == fixture.Far.Address, 30);
    }

    [Fact]
    public async Task Flapping_first_address_does_not_flap_the_routing()
    {
        await using var fixture = new TrunkFixture();
        fixture.AddFar("127.0.0.2");
        var trunk = await DriveBoth(fixture, fixture.Ip("example.com") with { Port = 0 });
        var moves = 0;

        for (var i = 0; i < 20; i++)
        {
            // Every other OPTIONS is lost.
            var answer = i % 2 == 1;
            fixture.Far.Answer = request => answer ? request.Respond(200) : null;
            var asked = fixture.Far.Distinct("OPTIONS").Count;
            await fixture.Until(() => fixture.Far.Distinct("OPTIONS").Count > asked, 31);
            await fixture.Elapse(TimeSpan.FromSeconds(5));
            if (trunk.Target!.Value.Remote != fixture.Far.Address) moves++;
        }

        Assert.Equal(0, moves);
        Assert.DoesNotContain(fixture.Reports, static status => status.State is not (TrunkState.Starting or TrunkState.Reachable));
    }

    [Fact]
    public async Task Blackholed_first_address_leaves_the_trunk_to_the_second()
    {
        await using var fixture = new TrunkFixture();
        var second = fixture.AddFar("127.0.0.2");
        fixture.Far.Answer = static _ => null;
        fixture.Dns.Service("_sip._udp.example.com", 1, 0, fixture.Far.Port, "first.example.com").Service("_sip._udp.example.com", 2, 0, fixture.Far.Port, "second.example.com")
            .Address("first.example.com", "127.0.0.1").Address("second.example.com", "127.0.0.2");
        fixture.Client.Drive(fixture.Password(host: "example.com") with { Port = 0 });

        // Its registration, too: long before the 32 s of a REGISTER that nobody answers have passed.
        await fixture.UntilState(TrunkState.Registered, 25);

        Assert.Equal(second.Address, fixture.Client.Find(fixture.Ip().Connector)!.Target!.Value.Remote);
        Assert.NotEmpty(second.Of("REGISTER"));
    }

    [Fact]
    public async Task Registration_goes_on_to_the_next_address_of_a_far_side_that_knows_no_options_and_calls_follow_it()
    {
        await using var fixture = new TrunkFixture();
        var second = fixture.AddFar("127.0.0.2");
        fixture.Far.Answer = static _ => null;
        second.Answer = static request => request.Method == "REGISTER" ? request.Respond(200) : null;
        fixture.Dns.Address(Name, "127.0.0.1").Address(Name, "127.0.0.2");
        fixture.Client.Drive(fixture.Password(host: Name));

        // 32 s of the first REGISTER, and no backoff.
        await fixture.UntilState(TrunkState.Registered, 37);

        Assert.Equal(second.Address, fixture.Client.Find(fixture.Ip().Connector)!.Target!.Value.Remote);
        await fixture.Elapse(TimeSpan.FromMinutes(5));
        Assert.DoesNotContain(fixture.Reports.SkipWhile(static report => report.State != TrunkState.Registered), static report => report.State != TrunkState.Registered);
    }

    [Fact]
    public void Among_equals_the_one_in_use_stays_and_a_lower_rank_wins()
    {
        var transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new(), static _ => { });
        TrunkTarget Target(int port, int rank) => new(new Flow(transport, TransportAddress.Of(IPAddress.Loopback, port)), rank, static _ => { });
        TrunkTarget[] all = [Target(1, 10), Target(2, 10), Target(3, 20)];
        var targets = new TrunkTargets([.. all], 1);

        Choose(Reachability.Up, Reachability.Up, Reachability.Up, 1);
        Choose(Reachability.Up, Reachability.Down, Reachability.Up, 0);
        Choose(Reachability.Up, Reachability.Up, Reachability.Up, 0);
        Choose(Reachability.Down, Reachability.Down, Reachability.Unknown, 2);
        Choose(Reachability.Down, Reachability.Down, Reachability.Down, 2);
        Choose(Reachability.Unknown, Reachability.Down, Reachability.Up, 2);
        Choose(Reachability.Unknown, Reachability.Down, Reachability.Down, 0);

        // A call goes on from the one in use, past what is known to be down, and never in a circle.
        all[1].State = Reachability.Down;
        all[2].State = Reachability.Up;
        var (start, tried) = (-1, 0);
        Assert.Same(all[0], targets.Next(ref start, ref tried));
        Assert.Same(all[2], targets.Next(ref start, ref tried));
        Assert.Null(targets.Next(ref start, ref tried));
        Assert.Same(all[1], targets.After(all[0].Flow));
        Assert.Same(all[0], targets.After(all[2].Flow));

        void Choose(Reachability first, Reachability second, Reachability third, int expected)
        {
            (all[0].State, all[1].State, all[2].State) = (first, second, third);
            targets.Choose();
            Assert.Same(all[expected], targets.Preferred);
        }
    }

    private static async Task<Trunk> DriveBoth(TrunkFixture fixture, Grains.Connectors.TrunkConfiguration configuration)
    {
        fixture.Dns.Service("_sip._udp.example.com", 1, 0, fixture.Far.Port, "first.example.com", 3600).Service("_sip._udp.example.com", 2, 0, fixture.Far.Port, "second.example.com", 3600)
            .Address("first.example.com", "127.0.0.1", 3600).Address("second.example.com", "127.0.0.2", 3600);
        fixture.Client.Drive(configuration);
        var trunk = fixture.Client.Find(configuration.Connector)!;
        await fixture.Until(() => trunk.Targets.All.Length == 2 && trunk.Targets.All.All(static target => target.State == Reachability.Up), 20);
        return trunk;
    }
}
