using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Tests.Trunks;

public sealed class HandOverTests
{
    private const string Former = "sip:trunk-user@192.0.2.1:5060";

    [Fact]
    public async Task Contact_of_a_dead_home_is_taken_back_once_after_our_own_is_registered()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", "s3cret-word") { OtherContact = $"<{Former}>;expires=1800" };
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password() with { FormerContact = Former, IsTakenOver = true });

        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 3, 2);
        await fixture.Elapse(TimeSpan.FromHours(1), TimeSpan.FromSeconds(10));

        // Challenged, registered, taken back; then refreshed without asking again.
        var requests = fixture.Far.Of("REGISTER");
        var own = $"<{fixture.Latest!.Contact}>";
        Assert.Equal([own, own, $"<{Former}>", own], requests.Select(static request => request.Header("Contact")).Take(4));
        Assert.Equal(["3600", "3600", "0", "3600"], requests.Select(static request => request.Header("Expires")).Take(4));
        Assert.Single(requests, static request => request.Header("Expires") == "0");
        Assert.Equal(requests[0].Header("Call-ID"), requests[2].Header("Call-ID"));
        Assert.True(requests[2].CSeq > requests[1].CSeq);
        Assert.Equal(TrunkState.Registered, fixture.Latest.State);
    }

    [Fact]
    public async Task Contact_that_the_far_side_does_not_list_is_left_alone()
    {
        // A registrar that keeps one Contact replaced it, and some of those take the end of any for the end of ours.
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", "s3cret-word");
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password() with { FormerContact = Former });

        await fixture.UntilState(TrunkState.Registered, 2);
        await fixture.Elapse(TimeSpan.FromSeconds(10));

        Assert.Equal(2, fixture.Far.Of("REGISTER").Count);
    }

    [Fact]
    public async Task Contact_of_a_former_life_at_this_address_is_ours()
    {
        await using var fixture = new TrunkFixture();
        var own = $"sip:trunk-user@{fixture.Node.Transports[0].Local}";
        var registrar = new Registrar("trunk-user", "s3cret-word") { OtherContact = $"<{own}>;expires=1800" };
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password() with { FormerContact = own });

        await fixture.UntilState(TrunkState.Registered, 2);
        await fixture.Elapse(TimeSpan.FromSeconds(10));

        Assert.Equal(own, fixture.Latest!.Contact);
        Assert.DoesNotContain(fixture.Far.Of("REGISTER"), static request => request.Header("Expires") == "0");
    }

    [Fact]
    public async Task Trunk_tells_which_contact_it_registered_and_that_it_has_none()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        var registered = await fixture.UntilState(TrunkState.Registered, 2);
        Assert.Equal($"<{registered.Contact}>", fixture.Far.Of("REGISTER")[0].Header("Contact"));

        fixture.Far.Answer = static request => request.Method == "REGISTER" ? request.Respond(403) : request.Respond(200);
        await fixture.Elapse(TimeSpan.FromMinutes(55), TimeSpan.FromSeconds(10));

        Assert.Equal(TrunkState.Rejected, fixture.Latest!.State);
        Assert.Equal("", fixture.Latest.Contact);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Trunk_that_was_usable_stays_so_until_the_far_side_has_answered_here(bool wasUsable)
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method == "REGISTER" ? null : request.Respond(200);
        fixture.Client.Drive(fixture.Password() with { IsTakenOver = true, WasUsable = wasUsable });
        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 2, 2);
        Assert.Equal(TrunkState.Registering, fixture.Latest!.State);
        Assert.Equal(wasUsable, fixture.Latest.Usable);

        fixture.Far.Answer = static request => request.Method == "REGISTER" ? request.Respond(403) : request.Respond(200);
        await fixture.UntilState(TrunkState.Rejected, 5);
        Assert.False(fixture.Latest!.Usable);
    }

    [Fact]
    public async Task Release_ends_when_the_far_side_has_answered()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);

        var release = fixture.Client.Release(fixture.Password().Connector, unregister: true);
        Assert.False(release.IsCompleted);
        await fixture.Settle();

        Assert.True(await release);
        Assert.Equal("0", fixture.Far.Of("REGISTER")[^1].Header("Expires"));
    }

    [Fact]
    public async Task Release_of_a_trunk_that_is_another_homes_by_now_says_nothing_to_the_far_side()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        var sent = fixture.Far.Of("REGISTER").Count;

        Assert.False(await fixture.Client.Release(fixture.Password().Connector, unregister: false));
        await fixture.Elapse(TimeSpan.FromSeconds(40));
        Assert.Equal(sent, fixture.Far.Of("REGISTER").Count);
    }

    [Fact]
    public async Task Release_ends_after_two_seconds_of_silence_and_then_nothing_is_sent_any_more()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        fixture.Far.Answer = static _ => null;

        var release = fixture.Client.Release(fixture.Password().Connector, unregister: true);
        await fixture.Elapse(TimeSpan.FromSeconds(1.75));
        Assert.False(release.IsCompleted);
        await fixture.Elapse(TimeSpan.FromSeconds(0.5));

        Assert.False(await release);
        var sent = fixture.Far.Of("REGISTER").Count;
        await fixture.Elapse(TimeSpan.FromSeconds(40));
        Assert.Equal(sent, fixture.Far.Of("REGISTER").Count);
    }

    [Fact]
    public async Task Release_of_a_trunk_that_is_registering_stops_that_before_it_takes_it_back()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Header("Expires") == "0" ? request.Respond(200) : null;
        fixture.Client.Drive(fixture.Password());
        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 1, 2);

        var release = fixture.Client.Release(fixture.Password().Connector, unregister: true);
        await fixture.Elapse(TimeSpan.FromSeconds(40));

        Assert.True(await release);
        Assert.Equal(["3600", "0"], fixture.Far.Of("REGISTER").Select(static request => request.Header("Expires")));
    }

    [Fact]
    public async Task Trunks_that_are_taken_over_start_faster_than_with_their_node_and_do_not_wait_for_those()
    {
        await using var fixture = new TrunkFixture();
        for (var i = 0; i < 1000; i++) fixture.Client.Drive(fixture.Password(connector: new ConnectorId(Guid.NewGuid())));
        var takenOver = Enumerable.Range(0, 500).Select(static _ => new ConnectorId(Guid.NewGuid())).ToHashSet();
        foreach (var connector in takenOver) fixture.Client.Drive(fixture.Password(connector: connector) with { IsTakenOver = true });

        var took = await fixture.Until(
            () => fixture.Client.Trunks.Where(trunk => takenOver.Contains(trunk.Configuration.Connector)).All(static trunk => trunk.Status?.State == TrunkState.Registered), 2);

        Assert.True(took <= TimeSpan.FromSeconds(500.0 / StartPacer.TakenOver + 0.25), $"{took}");
    }
}
