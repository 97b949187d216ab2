using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Ranges;

/// <summary>The conflicts of a range about which decisions are made, found by number.</summary>
internal sealed class DecidableConflicts
{
    private readonly Dictionary<Number, Conflict> _single = [];
    private readonly RangeTree<Span>? _spans;

    /// <param name="conflicts">Conflicts in their order: of those that cover the same the first counts.</param>
    public DecidableConflicts(IReadOnlyList<Conflict> conflicts)
    {
        var spans = new List<Span>();
        for (var place = 0; place < conflicts.Count; place++)
        {
            var conflict = conflicts[place];
            if (!IsDecided(conflict)) continue;
            if (conflict.Numbers.Count == 1) _single.TryAdd(conflict.Numbers.Min, conflict);
            else spans.Add(new Span(conflict, place));
        }
        if (spans.Count > 0) _spans = new RangeTree<Span>([.. spans], static span => span.Conflict.Numbers);
    }

    /// <summary>The conflict that a decision on the number is about; the one on that number alone comes before a span's. Null when there is none.</summary>
    public Conflict? On(Number number)
    {
        if (_single.TryGetValue(number, out var single)) return single;
        if (_spans is null) return null;
        var narrowest = new Narrowest();
        _spans.Visit(number, ref narrowest);
        return narrowest.Found?.Conflict;
    }

    /// <summary>Whether a decision can change who wins: not how phones dial, what a site declares, or how numbers are sent.</summary>
    public static bool IsDecided(Conflict conflict) => conflict.Kind switch
    {
        ConflictKind.PrefixShadow or ConflictKind.LocalRange => false,
        ConflictKind.Reserved => conflict.Numbers.Count == 1 && ReservedNumbers.Emergency.Contains(conflict.Numbers.Min),
        _ => true,
    };

    private readonly record struct Span(Conflict Conflict, int Place);

    private struct Narrowest : IRangeVisitor<Span>
    {
        public Span? Found { get; private set; }

        public void Visit(Span item)
        {
            if (Found is not { } best || (item.Conflict.Numbers.Count, item.Place).CompareTo((best.Conflict.Numbers.Count, best.Place)) < 0) Found = item;
        }
    }
}
