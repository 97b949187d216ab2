namespace SystemConnector.Grains.Storage.Rows;

/// <summary>How many conflicts of a kind a range has; no row for none. Derived: counted anew when what it depends on changes.</summary>
internal sealed class RangeConflictsRow
{
    public Guid RangeId { get; set; }

    public int Kind { get; set; }

    public int Count { get; set; }
}
