namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A key that all nodes share.</summary>
internal sealed class ClusterKeyRow
{
    public int Id { get; set; }

    /// <summary>Sealed.</summary>
    public byte[] Material { get; set; } = [];

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }
}
