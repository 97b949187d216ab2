using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Migrations;

/// <summary>Says what a plan would do: the routing rule as calls run it, with the present decisions and with the plan's above them.</summary>
internal static class MigrationPreviewer
{
    /// <summary>How many numbers a warning names.</summary>
    private const int Named = 5;

    public static MigrationPreview Preview(MigrationPlan plan, ConnectorId connector, SiteRoutes site, DateTimeOffset now, string stamp, params ImmutableArray<Warning> warnings)
    {
        var draft = Draft(plan, connector, site, now);
        var numbers = ImmutableArray.CreateBuilder<PreviewedNumber>(plan.Numbers.Length);
        foreach (var planned in plan.Numbers)
        {
            var begin = Begin(plan, planned, now);
            numbers.Add(new PreviewedNumber(planned.Number, planned.Wave, planned.Precedence, End(site, planned.Number, begin), End(draft, planned.Number, begin)));
        }
        var rerouted = numbers.Where(static n => n.IsRerouted).ToList();
        return new MigrationPreview(
            numbers.MoveToImmutable(), rerouted.Count, Summary(rerouted, plan.Numbers.Length), plan.Faults, [.. warnings, .. Down(rerouted), .. Covers(plan, site, now)], stamp);
    }

    /// <summary>Where a number goes at a time.</summary>
    private static RouteEnd End(SiteRoutes site, Number number, DateTimeOffset at)
    {
        var decision = RoutingRule.Decide(site, number, null, at);
        return decision.Outcome switch
        {
            RouteOutcome.Local => new RouteEnd(Precedence.Local, null, LocalNumberText.Of(decision.Local!.Kind, decision.Local.Number, decision.Local.Owner)),
            RouteOutcome.Remote => Over(decision.Candidate(0).Connector, isDown: false),
            RouteOutcome.TrunkDown => Over(decision.PassedOver!, isDown: true),
            RouteOutcome.ChannelsFull => Over(decision.PassedOver!, isDown: false),
            _ => new RouteEnd(null, null, "nobody"),
        };
    }

    private static RouteEnd Over(ConnectorRoute connector, bool isDown) => new(Precedence.Remote, connector.Id, $"connector \"{connector.Name}\"", isDown);

    private static SiteRoutes Draft(MigrationPlan plan, ConnectorId connector, SiteRoutes site, DateTimeOffset now)
    {
        var delta = new SiteDelta();
        foreach (var planned in plan.Numbers)
            delta.Decisions[planned.Number] = new DecisionRoute(planned.Number, planned.Precedence, connector)
            {
                Layer = long.MaxValue,
                From = Begin(plan, planned, now),
                Until = plan.Waves[planned.Wave - 1].Until,
                Below = site.FindDecision(planned.Number),
            };
        return SiteRoutes.Apply(site, delta);
    }

    private static DateTimeOffset Begin(MigrationPlan plan, PlannedNumber planned, DateTimeOffset now) =>
        plan.Waves[planned.Wave - 1].From is { } from && from > now ? from : now;

    private static string Summary(List<PreviewedNumber> rerouted, int all)
    {
        var ways = rerouted.GroupBy(static n => (From: Side(n.Before), To: Side(n.After))).OrderByDescending(static w => w.Count())
            .Select(static w => $"{w.Count()} from {w.Key.From} to {w.Key.To}").ToList();
        var numbers = all == 1 ? "1 number" : $"{all} numbers";
        return ways.Count == 0 ? $"Reroutes none of {numbers}." : $"Reroutes {rerouted.Count} of {numbers}: {string.Join(", ", ways)}.";
    }

    private static string Side(RouteEnd end) => end.Winner == Precedence.Local ? "local numbers" : end.Text;

    private static IEnumerable<Warning> Down(List<PreviewedNumber> rerouted) =>
        rerouted.Where(static n => n.After.IsDown).GroupBy(static n => n.After.Text)
            .Select(static down => new Warning(WarningCode.TrunkDown, "", $"{Count(down)} go to {down.Key}, whose trunk is down or disabled: {Names(down.Select(static n => n.Number))}."));

    private static IEnumerable<Warning> Covers(MigrationPlan plan, SiteRoutes site, DateTimeOffset now)
    {
        var covered = plan.Numbers.Where(planned => plan.Waves[planned.Wave - 1].Until is null && BeginsLater(site.FindDecision(planned.Number), Begin(plan, planned, now)))
            .Select(static planned => planned.Number).ToList();
        if (covered.Count > 0)
            yield return new Warning(WarningCode.CoversTimedDecision, "", $"What was decided for {Names(covered)} for a later time lies below this migration, and will not count.");
    }

    private static bool BeginsLater(DecisionRoute? layers, DateTimeOffset begin)
    {
        for (var layer = layers; layer is not null; layer = layer.Below)
            if (layer.From > begin) return true;
        return false;
    }

    private static string Count(IGrouping<string, PreviewedNumber> numbers) => numbers.Count() == 1 ? "1 number would" : $"{numbers.Count()} numbers would";

    /// <summary>"150, 151 and 35 more".</summary>
    public static string Names(IEnumerable<Number> numbers)
    {
        var all = numbers.ToList();
        return all.Count <= Named ? string.Join(", ", all) : $"{string.Join(", ", all.Take(Named))} and {all.Count - Named} more";
    }
}
