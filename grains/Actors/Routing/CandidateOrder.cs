namespace SystemConnector.Grains.Routing;

/// <summary>The order in which connectors that reach the same number are tried; the one place that says so.</summary>
internal static class CandidateOrder
{
    public static int Compare(RangeRoute left, RangeRoute right)
    {
        var byPriority = left.Connector.Priority.CompareTo(right.Connector.Priority);
        if (byPriority != 0) return byPriority;
        var byWidth = left.Numbers.Count.CompareTo(right.Numbers.Count);
        if (byWidth != 0) return byWidth;
        var byName = string.CompareOrdinal(left.Connector.Name, right.Connector.Name);
        return byName != 0 ? byName : left.Numbers.Min.CompareTo(right.Numbers.Min);
    }
}
