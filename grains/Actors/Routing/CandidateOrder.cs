using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// The order in which connectors that reach the same number are tried: lowest priority value, narrowest range,
/// connector's name. The one place that says so.
/// </summary>
internal readonly record struct CandidateOrder(int Priority, string Name, NumberRange Numbers) : IComparable<CandidateOrder>
{
    public static int Compare(RangeRoute left, RangeRoute right) => Of(left).CompareTo(Of(right));

    public int CompareTo(CandidateOrder other)
    {
        var byPriority = Priority.CompareTo(other.Priority);
        if (byPriority != 0) return byPriority;
        var byWidth = Numbers.Count.CompareTo(other.Numbers.Count);
        if (byWidth != 0) return byWidth;
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : Numbers.Min.CompareTo(other.Numbers.Min);
    }

    private static CandidateOrder Of(RangeRoute range) => new(range.Connector.Priority, range.Connector.Name, range.Numbers);
}
