using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// Finds those of many ranges that have a number in common with another in O(log n + k), however they overlap: per number length
/// an implicit balanced tree over the ranges sorted by their lowest number, each node with the highest number below it.
/// </summary>
/// <typeparam name="T">What has a range; a value type, so that a visit of the call path is compiled for it and calls nothing through an interface.</typeparam>
internal sealed class RangeTree<T> where T : struct
{
    private readonly Tree?[] _byLength = new Tree?[Number.MaxLength + 1];

    public RangeTree(T[] items, Func<T, NumberRange> numbersOf)
    {
        Span<int> counts = stackalloc int[Number.MaxLength + 1];
        foreach (var item in items) counts[numbersOf(item).Digits]++;
        for (var length = 1; length <= Number.MaxLength; length++)
        {
            if (counts[length] == 0) continue;
            var order = new (long Min, int Place)[counts[length]];
            var next = 0;
            for (var place = 0; place < items.Length; place++)
                if (numbersOf(items[place]) is var numbers && numbers.Digits == length)
                    order[next++] = (numbers.Min.Value, place);
            Array.Sort(order, static (a, b) => a.Min != b.Min ? a.Min.CompareTo(b.Min) : a.Place.CompareTo(b.Place));
            _byLength[length] = new Tree(Array.ConvertAll(order, of => new Node(of.Min, numbersOf(items[of.Place]).Max.Value, items[of.Place])));
        }
    }

    /// <summary>Shows the visitor each that holds the number, by their lowest numbers.</summary>
    public void Visit<TVisitor>(Number number, ref TVisitor visitor) where TVisitor : struct, IRangeVisitor<T>, allows ref struct
    {
        if (!number.IsNumeric || _byLength[number.Length] is not { } tree) return;
        var value = number.Value;
        tree.Visit(value, value, 0, tree.Count, ref visitor);
    }

    /// <summary>Those that hold the number, by their lowest numbers.</summary>
    public List<T> Holding(Number number)
    {
        var found = new Found([]);
        Visit(number, ref found);
        return found.Items;
    }

    /// <summary>Those that have a number in common with the range, by their lowest numbers.</summary>
    public List<T> Overlapping(NumberRange numbers)
    {
        var found = new Found([]);
        if (_byLength[numbers.Digits] is { } tree) tree.Visit(numbers.Min.Value, numbers.Max.Value, 0, tree.Count, ref found);
        return found.Items;
    }

    /// <summary>Whether any has a number in common with the range.</summary>
    public bool AnyOverlaps(NumberRange numbers) =>
        _byLength[numbers.Digits] is { } tree && tree.Any(numbers.Min.Value, numbers.Max.Value);

    private readonly record struct Node(long Min, long Max, T Item);

    private readonly struct Found(List<T> items) : IRangeVisitor<T>
    {
        public List<T> Items => items;

        public void Visit(T item) => items.Add(item);
    }

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

        public void Visit<TVisitor>(long low, long high, int from, int to, ref TVisitor visitor) where TVisitor : struct, IRangeVisitor<T>, allows ref struct
        {
            while (from < to)
            {
                var middle = (from + to) >>> 1;
                if (_highest[middle] < low) return;
                Visit(low, high, from, middle, ref visitor);
                ref readonly var node = ref _nodes[middle];
                if (node.Min > high) return;
                if (node.Max >= low) visitor.Visit(node.Item);
                from = middle + 1;
            }
        }

        /// <summary>Goes down one way: where one below the left holds <paramref name="low"/> or more, either it overlaps or nothing to its right begins early enough.</summary>
        public bool Any(long low, long high)
        {
            var (from, to) = (0, _nodes.Length);
            while (from < to)
            {
                var middle = (from + to) >>> 1;
                if (_highest[middle] < low) return false;
                var left = (from + middle) >>> 1;
                if (from < middle && _highest[left] >= low)
                {
                    to = middle;
                    continue;
                }
                ref readonly var node = ref _nodes[middle];
                if (node.Min > high) return false;
                if (node.Max >= low) return true;
                from = middle + 1;
            }
            return false;
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

/// <summary>Is shown what a <see cref="RangeTree{T}"/> finds.</summary>
internal interface IRangeVisitor<in T> where T : struct
{
    void Visit(T item);
}
