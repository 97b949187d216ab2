using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Tests.Routing;

public sealed class DecisionLayersTests
{
    private static readonly DateTimeOffset _now = Tables.Now;

    [Fact]
    public void Topmost_layer_in_force_counts_and_what_ends_uncovers_the_one_below()
    {
        var top = Layers(Row(1, Precedence.Local, -10, null), Row(2, Precedence.Remote, 1, 3), Row(3, null, 2, 4))!;
        Assert.Equal(
            [Precedence.Local, Precedence.Remote, null, null, Precedence.Local],
            Enumerable.Range(0, 5).Select(hour => top.At(_now.AddHours(hour))!.Precedence));
        Assert.Equal(_now.AddHours(1), top.NextChange(_now));
        Assert.Equal(_now.AddHours(4), top.NextChange(_now.AddHours(3)));
        Assert.Null(top.NextChange(_now.AddHours(4)));
    }

    [Fact]
    public void Layers_that_cannot_count_any_more_are_left_out()
    {
        Assert.Null(Layers(Row(1, Precedence.Local, -10, -1)));
        // An open one in force covers all below it; one that begins later does not.
        Assert.Null(Layers(Row(1, Precedence.Local, -10, null), Row(2, Precedence.Remote, -5, null))!.Below);
        Assert.Equal(1, Layers(Row(1, Precedence.Local, -10, null), Row(2, Precedence.Remote, 5, null))!.Below!.Layer);
    }

    [Fact]
    public void Call_goes_by_the_layer_of_its_time_and_costs_no_memory()
    {
        var remote = Tables.Connector("B", "150", "150");
        var top = Layers(Row(1, Precedence.Remote, 1, 2))! with { Connector = remote.Id };
        var site = Tables.SiteOf([Tables.Local("150")], [remote], [top]);
        var number = Number.Parse("150");
        Assert.Equal(
            [RouteOutcome.Local, RouteOutcome.Remote, RouteOutcome.Local],
            Enumerable.Range(0, 3).Select(hour => RoutingRule.Decide(site, number, null, _now.AddHours(hour)).Outcome));
        Assert.Contains("until 2026-12-01 10:00 UTC", RouteRecorder.Explain(site, "150", null, _now.AddHours(1), 1).Steps[0].Text);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) _ = RoutingRule.Decide(site, number, null, _now.AddHours(i % 3));
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static DecisionRoute? Layers(params DecisionRow[] rows) => DecisionLayers.Of(rows, _now).SingleOrDefault();

    private static DecisionRow Row(long layer, Precedence? precedence, int from, int? until) => new()
    {
        Number = "150",
        Layer = layer,
        Precedence = DecisionRow.Of(precedence),
        ValidFrom = _now.AddHours(from).ToUnixTimeMilliseconds(),
        ValidUntil = until is { } hours ? _now.AddHours(hours).ToUnixTimeMilliseconds() : null,
    };
}
