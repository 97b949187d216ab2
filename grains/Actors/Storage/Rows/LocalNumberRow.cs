using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A local number of a site.</summary>
internal sealed class LocalNumberRow : IAudited
{
    [Unaudited]
    public Guid SiteId { get; set; }

    public string Number { get; set; } = "";

    /// <summary>How many symbols the number has: numbers sort by it first, and ranges compare within it.</summary>
    [Unaudited]
    public int Digits { get; set; }

    [StandsFor(typeof(LocalNumberKind))]
    public int Kind { get; set; }

    public string Owner { get; set; } = "";

    /// <summary>Sealed; null when it has none.</summary>
    [Secret]
    public byte[]? Secret { get; set; }

    public string? Target { get; set; }

    public string? SpeedDialTo { get; set; }

    AuditSubject IAudited.Subject => new("LocalNumber", SiteId, $"{SiteId:N}/{Number}", Owner.Length == 0 ? Number : $"{Number}: {Owner}");
}
