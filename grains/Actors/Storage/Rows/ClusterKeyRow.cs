using System.Globalization;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A key that all nodes share.</summary>
internal sealed class ClusterKeyRow : IAudited
{
    public int Id { get; set; }

    /// <summary>Sealed.</summary>
    [Secret]
    public byte[] Material { get; set; } = [];

    /// <summary>Unix milliseconds.</summary>
    [UnixTime]
    public long CreatedAt { get; set; }

    /// <summary>Unix milliseconds from which on nodes seal under it, so that all know it by then.</summary>
    [UnixTime]
    public long SealsFrom { get; set; }

    AuditSubject IAudited.Subject => new("ClusterKey", null, Id.ToString(CultureInfo.InvariantCulture), $"Key {Id.ToString(CultureInfo.InvariantCulture)}");
}
