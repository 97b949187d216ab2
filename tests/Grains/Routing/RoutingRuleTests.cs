using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Routing;

public sealed class RoutingRuleTests
{
    [Fact]
    public void Number_that_both_sides_have_is_local()
    {
        var site = Tables.SiteOf([Tables.Local("150")], [Tables.Connector("B", "150", "200")]);
        Assert.Equal(RouteOutcome.Local, Decide(site, "150").Outcome);
        Assert.Equal(RouteOutcome.Remote, Decide(site, "160").Outcome);
        Assert.Equal(RouteOutcome.NotFound, Decide(site, "0160").Outcome);
        Assert.Equal(RouteOutcome.NotANumber, RoutingRule.Decide(site, default, null, Tables.Now).Outcome);
    }

    [Theory]
    [InlineData("8160", 1, "", "160")]
    [InlineData("8160", 1, "00", "00160")]
    [InlineData("8160", 0, "9", "98160")]
    [InlineData("8160", 4, "7", "7")]
    [InlineData("8199", 2, "", "99")]
    public void Number_as_the_far_side_writes_it_is_read_back(string dialled, int strip, string prepend, string written)
    {
        var range = Tables.Connector("B", "8150", "8200", strip: strip, prepend: prepend).Ranges[0];
        Span<byte> sent = stackalloc byte[Number.MaxLength];
        Assert.Equal(written, System.Text.Encoding.ASCII.GetString(sent[..range.WriteNumber(Number.Parse(dialled), sent)]));
        // Whose digits are all cut off cannot be told from the others of its range.
        Assert.Equal(strip < 4, range.TryReadNumber(Number.Parse(written), out var read) && read == Number.Parse(dialled));
    }

    [Theory]
    [InlineData("260")] // not prepended
    [InlineData("00260")] // not of the range
    [InlineData("0016")] // too short
    [InlineData("001600")] // too long
    [InlineData("0")]
    public void Number_that_the_far_side_does_not_write_so_is_not_read(string written) =>
        Assert.False(Tables.Connector("B", "8150", "8200", strip: 1, prepend: "00").TryReadNumber(Number.Parse(written), out _));

    [Fact]
    public void Decision_for_remote_goes_to_that_connector_only()
    {
        var first = Tables.Connector("B", "150", "200", priority: 1);
        var decided = Tables.Connector("C", "150", "200", priority: 900);
        var site = Tables.SiteOf([Tables.Local("150")], [first, decided], [Tables.Decision("150", Precedence.Remote, decided)]);
        var decision = Decide(site, "150");
        Assert.Equal([decided], Candidates(decision).Select(c => c.Connector));
        decided.Trunk.Usable = false;
        Assert.Equal(RouteOutcome.TrunkDown, Decide(site, "150").Outcome);
    }

    [Fact]
    public void Decision_that_names_what_is_gone_is_not_in_force()
    {
        var gone = Tables.Connector("gone", "150", "150");
        var site = Tables.SiteOf([Tables.Local("150")], [Tables.Connector("B", "160", "170")],
            [Tables.Decision("150", Precedence.Remote, gone), Tables.Decision("165", Precedence.Local, gone)]);
        Assert.Equal(RouteOutcome.Local, Decide(site, "150").Outcome);
        Assert.Equal(RouteOutcome.Remote, Decide(site, "165").Outcome);
    }

    [Fact]
    public void Candidates_come_by_priority_then_width_then_name()
    {
        var site = Tables.SiteOf(null, [
            Tables.Connector("d", "100", "199"), Tables.Connector("c", "100", "199"), Tables.Connector("b", "150", "160"),
            Tables.Connector("a", "100", "999", priority: 1), Tables.Connector("off", "155", "155", enabled: false), Tables.Connector("down", "155", "155", usable: false)]);
        Assert.Equal(["a", "b", "c", "d"], Candidates(Decide(site, "155")).Select(c => c.Connector.Name));
    }

    [Fact]
    public void More_candidates_than_are_tried_keep_the_first()
    {
        var site = Tables.SiteOf(null, Enumerable.Range(0, 20).Reverse().Select(i => Tables.Connector($"c{i:00}", "100", "199")));
        Assert.Equal(Enumerable.Range(0, 8).Select(i => $"c{i:00}"), Candidates(Decide(site, "155")).Select(c => c.Connector.Name));
    }

    [Fact]
    public void Call_from_a_connector_reaches_local_numbers_only_unless_it_allows_transit()
    {
        var from = Tables.Connector("B", "150", "200");
        var transit = Tables.Connector("T", "150", "200", transit: true);
        var other = Tables.Connector("C", "300", "400");
        var site = Tables.SiteOf([Tables.Local("100")], [from, transit, other]);
        Assert.Equal(RouteOutcome.Local, Decide(site, "100", from).Outcome);
        Assert.Equal(RouteOutcome.TransitForbidden, Decide(site, "300", from).Outcome);
        Assert.Equal(RouteOutcome.Remote, Decide(site, "300", transit).Outcome);
        Assert.Equal(["B"], Candidates(Decide(site, "150", transit)).Select(c => c.Connector.Name));
    }

    [Fact]
    public void Call_never_goes_back_to_where_it_came_from()
    {
        var transit = Tables.Connector("T", "150", "200", transit: true);
        Assert.Equal(RouteOutcome.NotFound, Decide(Tables.SiteOf(null, [transit]), "150", transit).Outcome);
    }

    [Fact]
    public void Speed_dials_are_followed_and_a_loop_ends()
    {
        var site = Tables.SiteOf(
            [Dial("1", "2"), Dial("2", "3"), Dial("3", "4"), Dial("4", "5"), Dial("0", "1"), Tables.Local("5"), Dial("8", "9"), Dial("9", "8"), Dial("7", "150")],
            [Tables.Connector("B", "150", "200")]);
        Assert.Equal("5", Decide(site, "1").Local!.Number.ToString());
        Assert.Equal(RouteOutcome.NotFound, Decide(site, "0").Outcome);
        Assert.Equal(RouteOutcome.NotFound, Decide(site, "8").Outcome);
        var remote = Decide(site, "7");
        Assert.Equal((RouteOutcome.Remote, "150"), (remote.Outcome, remote.Number.ToString()));
    }

    [Fact]
    public void Number_is_written_stripped_and_prepended()
    {
        Span<byte> sent = stackalloc byte[Number.MaxLength];
        var range = Candidates(Decide(Tables.SiteOf(null, [Tables.Connector("B", "8150", "8200", strip: 1, prepend: "00")]), "8160")).Single();
        Assert.Equal("00160"u8.ToArray(), sent[..range.WriteNumber(Number.Parse("8160"), sent)].ToArray());
    }

    [Fact]
    public void Explanation_names_each_step_and_each_candidate_in_order()
    {
        var site = Tables.SiteOf([Dial("7", "150")], [Tables.Connector("up", "150", "200"), Tables.Connector("down", "150", "160", usable: false)]);
        var explanation = RouteRecorder.Explain(site, "7", null, Tables.Now, 42);
        Assert.Equal(
            [RouteStepKind.Decision, RouteStepKind.LocalNumber, RouteStepKind.SpeedDial, RouteStepKind.Decision, RouteStepKind.LocalNumber, RouteStepKind.Connectors],
            explanation.Steps.Select(s => s.Kind));
        Assert.Equal([("down", Rejection.TrunkDown), ("up", Rejection.None)], explanation.Candidates.Select(c => (c.Name, c.Rejection)));
        Assert.Equal("150 goes out over connector \"up\".", explanation.Summary);
        Assert.Equal(404, RouteRecorder.Explain(site, "x", null, Tables.Now, 42).Status);
    }

    [Fact]
    public void Decision_allocates_nothing()
    {
        var site = Tables.SiteOf([Tables.Local("100")], Enumerable.Range(0, 50).Select(i => Tables.Connector($"c{i}", "100", "199")));
        var number = Number.Parse("155");
        for (var i = 0; i < 100; i++) _ = RoutingRule.Decide(site, number, null, Tables.Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) _ = RoutingRule.Decide(site, number, null, Tables.Now);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static LocalRoute Dial(string number, string to) => Tables.Local(number, LocalNumberKind.SpeedDial, to);

    private static RouteDecision Decide(SiteRoutes site, string number, ConnectorRoute? arrivedOver = null) =>
        RoutingRule.Decide(site, Number.Parse(number), arrivedOver, Tables.Now);

    private static IEnumerable<RangeRoute> Candidates(RouteDecision decision)
    {
        for (var i = 0; i < decision.Count; i++) yield return decision.Candidate(i);
    }
}
