using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>Where the routing rule can begin to decide otherwise, in either of two states of a site: at the borders of ranges, local numbers and decisions.</summary>
internal sealed class CutPoints
{
    private readonly List<long>?[] _byLength = new List<long>?[Number.MaxLength + 1];

    public CutPoints(SiteRoutes before, SiteRoutes after)
    {
        foreach (var site in new[] { before, after })
        {
            foreach (var connector in site.Connectors)
                foreach (var range in connector.Ranges) CutOut(range.Numbers.Min, range.Numbers.Max);
            foreach (var local in site.Numbers) CutOut(local.Number, local.Number);
            foreach (var number in site.Decisions.Keys) CutOut(number, number);
        }
        foreach (var cuts in _byLength) cuts?.Sort();
    }

    /// <summary>Cuts a span into stretches within which neither state tells numbers apart, in order.</summary>
    public IEnumerable<NumberRange> Stretches(NumberRange span)
    {
        var (from, high) = (span.Min.Value, span.Max.Value);
        var cuts = _byLength[span.Digits] ?? [];
        var next = cuts.BinarySearch(from + 1);
        for (next = next < 0 ? ~next : next; next < cuts.Count && cuts[next] <= high; next++)
        {
            if (cuts[next] == from) continue;
            yield return Of(from, cuts[next] - 1);
            from = cuts[next];
        }
        yield return Of(from, high);

        NumberRange Of(long min, long max) => new(Number.FromValue(min, span.Digits), Number.FromValue(max, span.Digits));
    }

    private void CutOut(Number min, Number max)
    {
        if (!min.IsNumeric) return;
        var cuts = _byLength[min.Length] ??= [];
        cuts.Add(min.Value);
        cuts.Add(max.Value + 1);
    }
}
