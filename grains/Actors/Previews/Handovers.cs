using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>Numbers that go from one to another in the same way.</summary>
internal readonly record struct Handover(NumberRange Numbers, Winner Before, Winner After)
{
    public long Count => Numbers.Min == Numbers.Max ? 1 : Numbers.Count;
}

/// <summary>
/// Which numbers change hands between two states of a site. Costs what exists in the changed ranges and not what they span: winners can
/// differ only where a range begins or ends, at a local number, and at a decision, so each stretch between those is asked for once.
/// </summary>
internal static class Handovers
{
    /// <summary>The numbers that change hands, in their order, and how many the change is about.</summary>
    public static (List<Handover> Handovers, long Concerned) Between(SiteRoutes before, SiteRoutes after, SiteDelta delta, DateTimeOffset at)
    {
        var concerned = ConcernedNumbers.Of(before, after, delta);
        var found = new Comparison(new WinnerTrace(before, at), new WinnerTrace(after, at));
        CutPoints? cuts = null;
        foreach (var span in concerned.Spans)
        {
            if (span.Min == span.Max) found.Add(span.Min, span.Max);
            else foreach (var stretch in (cuts ??= new CutPoints(before, after)).Stretches(span)) found.Add(stretch.Min, stretch.Max);
        }
        foreach (var symbols in concerned.Symbols) found.Add(symbols, symbols);

        // Whatever a speed dial leads to may have changed hands, and then the speed dial has.
        var count = concerned.Count;
        foreach (var speedDial in SpeedDials(before).Concat(SpeedDials(after)).Distinct())
            if (!concerned.Contains(speedDial) && found.Add(speedDial, speedDial)) count++;
        found.Handovers.Sort(static (left, right) => left.Numbers.Min.CompareTo(right.Numbers.Min));
        return (found.Handovers, count);
    }

    private static IEnumerable<Number> SpeedDials(SiteRoutes site) =>
        site.Numbers.Where(static local => local.Kind == LocalNumberKind.SpeedDial).Select(static local => local.Number);

    /// <summary>Asks both states for one number of each stretch, and puts stretches that go on in the same way together.</summary>
    private sealed class Comparison(WinnerTrace before, WinnerTrace after)
    {
        public List<Handover> Handovers { get; } = [];

        /// <summary>True when the numbers of the stretch change hands.</summary>
        public bool Add(Number min, Number max)
        {
            var (was, becomes) = (before.Of(min), after.Of(min));
            if (was.IsSameHands(becomes)) return false;
            if (Handovers.Count > 0 && Handovers[^1] is var last && last.Before == was && last.After == becomes && Follows(last.Numbers.Max, min))
                Handovers[^1] = last with { Numbers = new NumberRange(last.Numbers.Min, max) };
            else
                Handovers.Add(new Handover(new NumberRange(min, max), was, becomes));
            return true;
        }

        private static bool Follows(Number last, Number next) =>
            last.Length == next.Length && last.IsNumeric && next.IsNumeric && last.Value + 1 == next.Value;
    }
}
