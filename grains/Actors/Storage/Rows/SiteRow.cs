using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A site.</summary>
internal sealed class SiteRow : IAudited
{
    [Unaudited]
    public Guid Id { get; set; }

    public string Name { get; set; } = "";

    public bool IsDefault { get; set; }

    [Unaudited]
    public long Version { get; set; }

    /// <summary>Ranges declared local, in their order: "100-199 3000-3999".</summary>
    public string LocalRanges { get; set; } = "";

    public List<SiteDomainRow> Domains { get; set; } = [];

    AuditSubject IAudited.Subject => new("Site", Id, Id.ToString("N"), Name);
}

/// <summary>A SIP domain of a site. The key makes it belong to one site only.</summary>
internal sealed class SiteDomainRow
{
    /// <summary>In lower case.</summary>
    public string Domain { get; set; } = "";

    public Guid SiteId { get; set; }

    /// <summary>Its place in the list as given: the first one is the site's realm.</summary>
    [Unaudited]
    public int Position { get; set; }
}
