namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A job: what it is to do, who does it, and how far it is.</summary>
internal sealed class JobRow
{
    public Guid Id { get; set; }

    public int Kind { get; set; }

    /// <summary>No reference: a job is remembered longer than its site.</summary>
    public Guid? SiteId { get; set; }

    public int State { get; set; }

    public string StartedBy { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds; 0 while it has not.</summary>
    public long FinishedAt { get; set; }

    /// <summary>The number of the node that runs it; 0 while none does.</summary>
    public int Node { get; set; }

    /// <summary>Grows with each run: what a former one says late counts no more.</summary>
    public long Epoch { get; set; }

    public bool CancelRequested { get; set; }

    /// <summary>What it works on, sealed: there may be passwords in it. Null once it ended.</summary>
    public byte[]? Input { get; set; }

    public int Total { get; set; }

    public int Done { get; set; }

    public int Created { get; set; }

    public int Changed { get; set; }

    public int Unchanged { get; set; }

    public int Deleted { get; set; }

    /// <summary>The first faults in JSON.</summary>
    public string Faults { get; set; } = "[]";

    public int FaultCount { get; set; }
}
