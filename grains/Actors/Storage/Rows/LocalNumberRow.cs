namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A local number of a site.</summary>
internal sealed class LocalNumberRow
{
    public Guid SiteId { get; set; }

    public string Number { get; set; } = "";

    /// <summary>How many symbols the number has: numbers sort by it first, and ranges compare within it.</summary>
    public int Digits { get; set; }

    public int Kind { get; set; }

    public string Owner
    {
        get;
        set
        {
            field = value;
            OwnerFolded = Folding.Fold(value);
        }
    } = "";

    /// <summary>By which the owner's name is searched and sorted.</summary>
    public string OwnerFolded { get; private set; } = "";

    /// <summary>Sealed; null when it has none.</summary>
    public byte[]? Secret { get; set; }

    public string? Target { get; set; }

    public string? SpeedDialTo { get; set; }
}
