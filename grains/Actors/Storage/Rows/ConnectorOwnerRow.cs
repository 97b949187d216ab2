namespace SystemConnector.Grains.Storage.Rows;

/// <summary>Which life of a connector's grain may write: the one that took the last epoch.</summary>
internal sealed class ConnectorOwnerRow
{
    public Guid ConnectorId { get; set; }

    public long Epoch { get; set; }

    /// <summary>The number of the node on which the grain took it.</summary>
    public int Node { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long Since { get; set; }
}
