using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Routing;

public sealed class TimedChangesTests
{
    private static readonly DateTimeOffset _monday = Tables.Now.AddDays(6);

    [Fact]
    public void What_would_120_do_next_monday_is_answered_and_says_which_decision_changes_it()
    {
        var b = Tables.Connector("B", "100", "199");
        var timed = Tables.Decision("120", Precedence.Remote, b) with { From = _monday, Until = _monday.AddDays(1) };
        var site = Tables.SiteOf([Tables.Local("120"), Tables.Local("9", LocalNumberKind.SpeedDial, "120")], [b], [timed]);

        var now = RouteRecorder.Explain(site, "120", null, Tables.Now, 1);
        Assert.StartsWith("120 goes to extension 120", now.Summary, StringComparison.Ordinal);
        Assert.Equal(_monday, now.NextChange!.At);
        Assert.Equal("From 2026-12-07 08:00 UTC 120 goes to connector \"B\", since a decision that was made before begins then.", now.NextChange.Text);

        var monday = RouteRecorder.Explain(site, "120", null, _monday, 1);
        Assert.Equal("120 goes out over connector \"B\".", monday.Summary);
        Assert.Equal("From 2026-12-08 08:00 UTC 120 goes to Extension 120: Owner of 120, since the decision that was in force until then ends.", monday.NextChange!.Text);
        Assert.Null(RouteRecorder.Explain(site, "120", null, _monday.AddDays(1), 1).NextChange);

        // What a speed dial stands for changes hands for the speed dial too.
        Assert.Equal(_monday, RouteRecorder.Explain(site, "9", null, Tables.Now, 1).NextChange!.At);
    }

    [Fact]
    public void Decision_that_begins_and_changes_nothing_is_no_change()
    {
        var b = Tables.Connector("B", "100", "199");
        var site = Tables.SiteOf([Tables.Local("120")], [b], [Tables.Decision("120", Precedence.Local, b) with { From = _monday }]);
        Assert.Null(RouteRecorder.Explain(site, "120", null, Tables.Now, 1).NextChange);
    }
}
