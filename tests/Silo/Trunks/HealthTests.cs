using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Trunks;

public sealed class HealthTests
{
    [Fact]
    public async Task Trunk_is_usable_before_the_first_answer_and_asked_every_half_minute()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip());

        await fixture.UntilState(TrunkState.Reachable, 1);
        Assert.True(fixture.Latest!.Usable);

        await fixture.Elapse(TimeSpan.FromSeconds(100));
        // Half of a tenth sooner: every 28.5 s.
        Assert.Equal(4, fixture.Far.Distinct("OPTIONS").Count);
        Assert.Equal(TrunkState.Reachable, Assert.Single(fixture.Reports.DistinctBy(static status => status.State)).State);
    }

    [Fact]
    public async Task Two_failures_take_it_down_and_two_answers_bring_it_up()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip());
        await fixture.Until(() => fixture.Far.Answered == 1, 2);

        fixture.Far.Answer = static _ => null;
        await fixture.Until(() => fixture.Far.Distinct("OPTIONS").Count == 2, 31);
        await fixture.Elapse(TimeSpan.FromSeconds(5));
        Assert.Equal(TrunkState.Reachable, fixture.Latest!.State);
        var waited = await fixture.Until(() => fixture.Latest!.State == TrunkState.Unreachable, 15);
        Assert.False(fixture.Latest!.Usable);
        Assert.Contains("does not answer over UDP", fixture.Latest.Cause);
        // The doubt is settled at the short interval: 10 s and the 4 s of the second OPTIONS.
        Assert.InRange(waited.TotalSeconds, 11, 14);

        fixture.Far.Answer = static request => request.Respond(404);
        var asked = fixture.Far.Distinct("OPTIONS").Count;
        await fixture.Until(() => fixture.Far.Distinct("OPTIONS").Count == asked + 1, 11);
        await fixture.Elapse(TimeSpan.FromSeconds(1));
        Assert.Equal(TrunkState.Unreachable, fixture.Latest!.State);
        await fixture.UntilState(TrunkState.Reachable, 11);
        Assert.Equal("", fixture.Latest!.Cause);
    }

    [Fact]
    public async Task Options_that_is_given_up_is_not_sent_again()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static _ => null;
        fixture.Client.Drive(fixture.Ip());
        await fixture.Elapse(TimeSpan.FromSeconds(60));
        // At 0, 0.5, 1.5 and 3.5 s; after 4 s nobody waits for it.
        Assert.All(fixture.Far.Of("OPTIONS").GroupBy(static request => request.Header("Via")), static sent => Assert.InRange(sent.Count(), 1, 4));
        Assert.NotEmpty(fixture.Far.Of("OPTIONS"));
    }

    [Fact]
    public async Task Flapping_far_side_does_not_flap_the_trunk()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip());
        await fixture.Until(() => fixture.Far.Answered == 1, 2);

        for (var i = 0; i < 5; i++)
        {
            var answer = i % 2 == 1;
            fixture.Far.Answer = request => answer ? request.Respond(200) : null;
            var asked = fixture.Far.Distinct("OPTIONS").Count;
            await fixture.Until(() => fixture.Far.Distinct("OPTIONS").Count > asked, 31);
            await fixture.Elapse(TimeSpan.FromSeconds(5));
        }

        Assert.Single(fixture.Reports.DistinctBy(static status => status.State));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Answer_that_says_it_cannot_work_counts_as_none(int status)
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = request => request.Respond(status);
        fixture.Client.Drive(fixture.Ip());

        await fixture.UntilState(TrunkState.Unreachable, 12);

        Assert.Contains($"answers {status} ", fixture.Latest!.Cause);
    }

    [Fact]
    public async Task Calls_without_an_answer_take_it_down_and_answered_ones_help_it_up()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip());
        await fixture.Until(() => fixture.Far.Answered == 1, 2);
        await fixture.Elapse(TimeSpan.FromSeconds(1));
        var trunk = fixture.Client.Find(fixture.Ip().Connector)!;

        trunk.Targets.Preferred!.ReportCallFailed();
        await fixture.Settle();
        trunk.Targets.Preferred!.ReportCallAnswered();
        await fixture.Settle();
        trunk.Targets.Preferred!.ReportCallFailed();
        await fixture.Elapse(TimeSpan.FromSeconds(1));
        Assert.Equal(TrunkState.Reachable, fixture.Latest!.State);

        trunk.Targets.Preferred!.ReportCallFailed();
        await fixture.UntilState(TrunkState.Unreachable, 1);
        Assert.Contains("does not answer calls", fixture.Latest!.Cause);

        trunk.Targets.Preferred!.ReportCallAnswered();
        trunk.Targets.Preferred!.ReportCallAnswered();
        await fixture.UntilState(TrunkState.Reachable, 1);
    }

    [Fact]
    public async Task Far_side_that_never_answered_options_is_judged_by_its_calls()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static _ => null;
        fixture.Client.Drive(fixture.Ip());
        await fixture.Elapse(TimeSpan.FromMinutes(2));
        Assert.Equal(TrunkState.Reachable, fixture.Latest!.State);

        var trunk = fixture.Client.Find(fixture.Ip().Connector)!;
        trunk.Targets.Preferred!.ReportCallFailed();
        trunk.Targets.Preferred!.ReportCallFailed();
        await fixture.UntilState(TrunkState.Unreachable, 1);

        // Only a call can tell that it is back, so calls are let through again.
        await fixture.UntilState(TrunkState.Reachable, 16);
    }

    [Fact]
    public async Task Registered_far_side_that_never_answers_options_stays_registered()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method == "REGISTER" ? request.Respond(200) : null;
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);

        await fixture.Elapse(TimeSpan.FromMinutes(3));

        Assert.Equal(TrunkState.Registered, fixture.Latest!.State);
        Assert.True(fixture.Latest.Usable);
    }

    [Fact]
    public async Task Registered_far_side_that_goes_away_is_unreachable_and_registered_anew_when_it_is_back()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        await fixture.Elapse(TimeSpan.FromSeconds(10));

        fixture.Far.Answer = static _ => null;
        await fixture.UntilState(TrunkState.Unreachable, 50);
        Assert.False(fixture.Latest!.Usable);

        fixture.Far.Answer = static request => request.Respond(200);
        var before = fixture.Far.Distinct("REGISTER").Count;
        await fixture.UntilState(TrunkState.Registered, 21);
        await fixture.Elapse(TimeSpan.FromSeconds(3));
        Assert.Equal(before + 1, fixture.Far.Distinct("REGISTER").Count);
    }
}
