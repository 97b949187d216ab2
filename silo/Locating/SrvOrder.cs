namespace SystemConnector.Silo.Locating;

/// <summary>The order in which SRV records are tried (RFC 2782): by priority, and by chance in proportion to their weights among equals.</summary>
internal static class SrvOrder
{
    /// <summary>Puts them in order.</summary>
    /// <param name="records">The records of one name.</param>
    /// <param name="random">A number from 0 up to 1.</param>
    public static List<ServiceRecord> Of(IEnumerable<ServiceRecord> records, Func<double> random)
    {
        var ordered = new List<ServiceRecord>();
        foreach (var equals in records.GroupBy(static record => record.Priority).OrderBy(static group => group.Key))
        {
            // Those of weight 0 first: then they are chosen with a very small chance, and not with none.
            var left = equals.OrderBy(static record => record.Weight != 0).ToList();
            while (left.Count > 0)
            {
                var chosen = Choose(left, random());
                ordered.Add(left[chosen]);
                left.RemoveAt(chosen);
            }
        }
        return ordered;
    }

    private static int Choose(List<ServiceRecord> records, double random)
    {
        var sum = records.Sum(static record => record.Weight);
        var number = (int)(random * (sum + 1));
        var running = 0;
        for (var i = 0; i < records.Count; i++)
        {
            running += records[i].Weight;
            if (running >= number) return i;
        }
        return records.Count - 1;
    }
}
