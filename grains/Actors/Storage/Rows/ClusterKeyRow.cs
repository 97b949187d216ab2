namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A key that all nodes share.</summary>
internal sealed class ClusterKeyRow
{
    public int Id { get; set; }

    /// <summary>Sealed.</summary>
    public byte[] Material { get; set; } = [];

    /// <summary>Unix milliseconds.</summary>
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds from which on nodes seal under it, so that all know it by then.</summary>
    public long SealsFrom { get; set; }
}
