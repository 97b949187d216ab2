using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Routing;

/// <summary>The ranges of a site in the order in which they are tried, found by the numbers that they hold.</summary>
internal sealed class RangeIndex
{
    public static readonly RangeIndex Empty = new([]);

    private readonly RangeTree<RankedRange> _tree;
    private readonly RangeRoute[] _ranges;

    /// <param name="ranges">The ranges in the order in which they are tried.</param>
    private RangeIndex(RangeRoute[] ranges)
    {
        _ranges = ranges;
        var rank = 0;
        _tree = new RangeTree<RankedRange>(Array.ConvertAll(ranges, range => new RankedRange(range, rank++)), static ranked => ranked.Range.Numbers);
    }

    /// <summary>Orders ranges as they are tried: lowest priority value, narrowest range, connector's name.</summary>
    public static RangeIndex Of(IEnumerable<ConnectorRoute> connectors)
    {
        var ranges = Ordered(connectors);
        return ranges.Length == 0 ? Empty : new RangeIndex(ranges);
    }

    /// <summary>The index after a change of connectors, null for one that is gone: what stays keeps its order and is not sorted again.</summary>
    public RangeIndex With(Dictionary<ConnectorId, ConnectorRoute?> changes)
    {
        var stay = Array.FindAll(_ranges, r => !changes.ContainsKey(r.Connector.Id));
        var come = Ordered(changes.Values.OfType<ConnectorRoute>());
        var merged = new RangeRoute[stay.Length + come.Length];
        var (i, j) = (0, 0);
        for (var k = 0; k < merged.Length; k++)
            merged[k] = j == come.Length || (i < stay.Length && CandidateOrder.Compare(stay[i], come[j]) <= 0) ? stay[i++] : come[j++];
        return merged.Length == 0 ? Empty : new RangeIndex(merged);
    }

    /// <summary>Shows the visitor each range that holds the number, in no order that matters; the rank gives it.</summary>
    public void Visit<TVisitor>(Number number, ref TVisitor visitor) where TVisitor : struct, IRangeVisitor<RankedRange>, allows ref struct =>
        _tree.Visit(number, ref visitor);

    /// <summary>The ranges that have a number in common with that one.</summary>
    public List<RankedRange> Overlapping(NumberRange numbers) => _tree.Overlapping(numbers);

    /// <summary>The ranges that hold the number.</summary>
    public List<RankedRange> Holding(Number number) => _tree.Holding(number);

    private static RangeRoute[] Ordered(IEnumerable<ConnectorRoute> connectors)
    {
        RangeRoute[] ranges = [.. connectors.SelectMany(static c => c.Ranges)];
        Array.Sort(ranges, CandidateOrder.Compare);
        return ranges;
    }
}

/// <summary>A range, and its place in the order in which candidates are tried; lower is earlier.</summary>
internal readonly record struct RankedRange(RangeRoute Range, int Rank);
