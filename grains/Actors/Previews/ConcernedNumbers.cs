using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>The numbers that a change of a site is about: those of changed connectors' ranges, before and after, changed local numbers and decisions.</summary>
internal sealed class ConcernedNumbers
{
    private readonly HashSet<Number> _symbols;

    private ConcernedNumbers(List<NumberRange> spans, HashSet<Number> symbols)
    {
        Spans = spans;
        _symbols = symbols;
        Count = spans.Sum(static span => span.Count) + symbols.Count;
    }

    /// <summary>Disjoint spans of digits, in order, none beside the other.</summary>
    public IReadOnlyList<NumberRange> Spans { get; }

    /// <summary>Numbers with '*' or '#', in order.</summary>
    public IEnumerable<Number> Symbols => _symbols.Order();

    /// <summary>How many numbers these are.</summary>
    public long Count { get; }

    public static ConcernedNumbers Of(SiteRoutes before, SiteRoutes after, SiteDelta delta)
    {
        var spans = new List<NumberRange>();
        var symbols = new HashSet<Number>();
        foreach (var connector in delta.Connectors.Keys)
            foreach (var route in new[] { before.FindConnector(connector), after.FindConnector(connector) })
                if (route is not null) spans.AddRange(route.Ranges.Select(static range => range.Numbers));
        foreach (var number in delta.Numbers.Keys.Concat(delta.Decisions.Keys))
        {
            if (number.IsNumeric) spans.Add(new NumberRange(number, number));
            else symbols.Add(number);
        }
        return new ConcernedNumbers(Merged(spans), symbols);
    }

    public bool Contains(Number number)
    {
        if (!number.IsNumeric) return _symbols.Contains(number);
        var (low, high) = (0, Spans.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (Spans[middle].Max < number) low = middle + 1;
            else if (Spans[middle].Min > number) high = middle - 1;
            else return true;
        }
        return false;
    }

    private static List<NumberRange> Merged(List<NumberRange> spans)
    {
        spans.Sort(static (left, right) => left.Min.CompareTo(right.Min));
        var merged = new List<NumberRange>(spans.Count);
        foreach (var span in spans)
        {
            if (merged.Count > 0 && merged[^1] is var last && last.Digits == span.Digits && span.Min.Value <= last.Max.Value + 1)
                merged[^1] = last with { Max = span.Max > last.Max ? span.Max : last.Max };
            else
                merged.Add(span);
        }
        return merged;
    }
}
