namespace SystemConnector.Grains.Storage.Rows;

/// <summary>An entry of the change log.</summary>
internal sealed class RouteChangeRow
{
    public long Sequence { get; set; }

    public int Kind { get; set; }

    public string Key { get; set; } = "";
}

/// <summary>
/// The last sequence of the change log: one row. Each writer locks it first, so sequences become visible in their
/// order and without gaps, which an identity column does not promise when transactions run side by side.
/// </summary>
internal sealed class RouteHeadRow
{
    public const int TheOne = 1;

    public int Id { get; set; }

    public long Sequence { get; set; }

    /// <summary>The number of the last entry of the audit log, under the same lock.</summary>
    public long AuditNumber { get; set; }
}
