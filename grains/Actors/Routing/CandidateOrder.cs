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

    /// <summary>Why this one is tried before the other.</summary>
    public string WhyBefore(CandidateOrder other) =>
        Priority != other.Priority ? $"its priority {Priority} comes before {other.Priority}"
        : Numbers.Count != other.Numbers.Count ? "its range is the narrower one"
        : "priority and width are the same, and its name comes first";

    public static CandidateOrder Of(RangeRoute range) => new(range.Connector.Priority, range.Connector.Name, range.Numbers);
}
