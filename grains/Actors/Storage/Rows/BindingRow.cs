namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A contact of an address of record.</summary>
internal sealed class BindingRow
{
    public Guid SiteId { get; set; }

    public string User { get; set; } = "";

    public string Contact { get; set; } = "";

    public string Path { get; set; } = "";

    public string Flow { get; set; } = "";

    public string Node { get; set; } = "";

    public string CallId { get; set; } = "";

    public long CSeq { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Expires { get; set; }

    public string UserAgent { get; set; } = "";

    /// <summary>The q value in thousandths.</summary>
    public int Preference { get; set; } = 1000;

    public string Instance { get; set; } = "";
}
