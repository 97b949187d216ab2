using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>An API key.</summary>
internal sealed class ApiKeyRow : IAudited
{
    [Unaudited]
    public Guid Id { get; set; }

    /// <summary>Stands in the key itself and says which one it is.</summary>
    public string Prefix { get; set; } = "";

    public string Name { get; set; } = "";

    [Secret]
    public byte[] Hash { get; set; } = [];

    [StandsFor(typeof(Role))]
    public int Role { get; set; }

    /// <summary>Not told by the absence of sites: a key whose last site is deleted must not open all others.</summary>
    public bool EverySite { get; set; }

    public string CreatedBy { get; set; } = "";

    [UnixTime]
    public long CreatedAt { get; set; }

    [UnixTime]
    public long ExpiresAt { get; set; }

    [UnixTime]
    public long RevokedAt { get; set; }

    [Unaudited]
    public long LastUsedAt { get; set; }

    [Unaudited]
    public long Version { get; set; }

    public List<ApiKeySiteRow> Sites { get; set; } = [];

    AuditSubject IAudited.Subject => new("ApiKey", Sites is [var only] ? only.SiteId : null, Id.ToString("N"), Name);
}

/// <summary>A site that an API key opens.</summary>
internal sealed class ApiKeySiteRow
{
    public Guid KeyId { get; set; }

    public Guid SiteId { get; set; }
}
