using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A connector of a site.</summary>
internal sealed class ConnectorRow : IAudited
{
    [Unaudited]
    public Guid Id { get; set; }

    [Unaudited]
    public Guid SiteId { get; set; }

    public string Name { get; set; } = "";

    [StandsFor(typeof(ConnectionType))]
    public int Type { get; set; }

    /// <summary>As given: host, port, and for the IP type further sources.</summary>
    public string Address { get; set; } = "";

    public string? Username { get; set; }

    /// <summary>Sealed; null for the IP type.</summary>
    [Secret]
    public byte[]? Password { get; set; }

    public bool Register { get; set; }

    public bool NatTransformation { get; set; }

    public bool Enabled { get; set; }

    public bool AllowTransit { get; set; }

    public int Priority { get; set; }

    [StandsFor(typeof(TrunkTransport))]
    public int Transport { get; set; }

    public int NoAnswerTimeoutSeconds { get; set; }

    [StandsFor(typeof(CallerIdentity))]
    public int CallerIdentity { get; set; }

    public bool Md5Only { get; set; }

    public bool TrustIdentity { get; set; }

    public int SessionExpiresSeconds { get; set; }

    public bool VerifyTls { get; set; }

    public string? TlsFingerprint { get; set; }

    public int MaxChannels { get; set; }

    public int MaxCallsPerSecond { get; set; }

    public int MaxPendingTransactions { get; set; }

    public int MaxContacts { get; set; }

    /// <summary>Sealed; the password before this one, while both are taken.</summary>
    [Secret]
    public byte[]? PreviousPassword { get; set; }

    /// <summary>Until when it is taken, in milliseconds since 1970; 0 when there is none.</summary>
    [UnixTime]
    public long PreviousPasswordUntil { get; set; }

    [Unaudited]
    public long Version { get; set; }

    public List<ExtensionRangeRow> Ranges { get; set; } = [];

    AuditSubject IAudited.Subject => new("Connector", SiteId, Id.ToString("N"), Name);
}

/// <summary>An extension range of a connector.</summary>
internal sealed class ExtensionRangeRow
{
    [Unaudited]
    public Guid Id { get; set; }

    public Guid ConnectorId { get; set; }

    /// <summary>Its place in the list as given.</summary>
    [Unaudited]
    public int Position { get; set; }

    public string Min { get; set; } = "";

    public string Max { get; set; } = "";

    [Unaudited]
    public int Digits { get; set; }

    public int StripDigits { get; set; }

    public string PrependDigits { get; set; } = "";

    /// <summary>The first sequence of the last change that touched its conflicts.</summary>
    [Unaudited]
    public long FactsVersion { get; set; }

    /// <summary>One more than the <see cref="FactsVersion"/> for which its conflicts were counted last; not above it when they are to be counted.</summary>
    [Unaudited]
    public long CountedVersion { get; set; }

    /// <summary>When they are to be counted although nothing was changed, since a decision begins or ends, in Unix milliseconds; null when none does.</summary>
    [Unaudited]
    public long? RecountAt { get; set; }
}
