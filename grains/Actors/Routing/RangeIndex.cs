using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// Finds the ranges of a site that hold a number in O(log n + k), however the ranges overlap: per number length
/// an implicit balanced tree over the ranges sorted by their lowest number, each node with the highest number below it.
/// </summary>
internal sealed class RangeIndex
{
    public static readonly RangeIndex Empty = new([]);

    private readonly Tree?[] _byLength = new Tree?[Number.MaxLength + 1];
    private readonly RangeRoute[] _ranges;

    /// <param name="ranges">The ranges in the order in which they are tried.</param>
    private RangeIndex(RangeRoute[] ranges)
    {
        _ranges = ranges;
        Span<int> counts = stackalloc int[Number.MaxLength + 1];
        foreach (var range in ranges) counts[range.Numbers.Digits]++;
        for (var length = 1; length <= Number.MaxLength; length++)
        {
            if (counts[length] == 0) continue;
            var nodes = new Node[counts[length]];
            var next = 0;
            for (var rank = 0; rank < ranges.Length; rank++)
                if (ranges[rank].Numbers is var numbers && numbers.Digits == length)
                    nodes[next++] = new Node(numbers.Min.Value, numbers.Max.Value, rank, ranges[rank]);
            Array.Sort(nodes, static (a, b) => a.Min != b.Min ? a.Min.CompareTo(b.Min) : a.Rank.CompareTo(b.Rank));
            _byLength[length] = new Tree(nodes);
        }
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
    public void Visit<TVisitor>(Number number, ref TVisitor visitor) where TVisitor : struct, IRangeVisitor, allows ref struct
    {
        if (!number.IsNumeric || _byLength[number.Length] is not { } tree) return;
        tree.Visit(number.Value, 0, tree.Count, ref visitor);
    }

    private static RangeRoute[] Ordered(IEnumerable<ConnectorRoute> connectors)
    {
        RangeRoute[] ranges = [.. connectors.SelectMany(static c => c.Ranges)];
        Array.Sort(ranges, CandidateOrder.Compare);
        return ranges;
    }

    private readonly record struct Node(long Min, long Max, int Rank, RangeRoute Range);

    private sealed class Tree
    {
        private readonly Node[] _nodes;
        private readonly long[] _highest;

        public Tree(Node[] sorted)
        {
            _nodes = sorted;
            _highest = new long[sorted.Length];
            Fill(0, sorted.Length);
        }

        public int Count => _nodes.Length;

        public void Visit<TVisitor>(long value, int from, int to, ref TVisitor visitor) where TVisitor : struct, IRangeVisitor, allows ref struct
        {
            while (from < to)
            {
                var middle = (from + to) >>> 1;
                if (_highest[middle] < value) return;
                Visit(value, from, middle, ref visitor);
                ref readonly var node = ref _nodes[middle];
                if (node.Min > value) return;
                if (node.Max >= value) visitor.Visit(node.Range, node.Rank);
                from = middle + 1;
            }
        }

        private long Fill(int from, int to)
        {
            if (from >= to) return long.MinValue;
            var middle = (from + to) >>> 1;
            var below = Math.Max(Fill(from, middle), Fill(middle + 1, to));
            return _highest[middle] = Math.Max(below, _nodes[middle].Max);
        }
    }
}

/// <summary>Is shown the ranges that hold a number.</summary>
internal interface IRangeVisitor
{
    /// <param name="range">A range that holds the number.</param>
    /// <param name="rank">Its place in the order in which candidates are tried; lower is earlier.</param>
    void Visit(RangeRoute range, int rank);
}
