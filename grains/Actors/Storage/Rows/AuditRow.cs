namespace SystemConnector.Grains.Storage.Rows;

/// <summary>An entry of the audit log. It outlives what it is about, so nothing of it refers to other rows.</summary>
internal sealed class AuditRow
{
    /// <summary>Grows with each entry, in the order of the commits.</summary>
    public long Number { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Time { get; set; }

    public string Actor { get; set; } = "";

    public string Operation { get; set; } = "";

    public Guid? SiteId { get; set; }

    public string Kind { get; set; } = "";

    public string EntityId { get; set; } = "";

    public string Name { get; set; } = "";

    public int Action { get; set; }

    /// <summary>JSON.</summary>
    public string? Before { get; set; }

    /// <summary>JSON.</summary>
    public string? After { get; set; }
}
