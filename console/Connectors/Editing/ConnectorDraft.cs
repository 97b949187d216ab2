using System.Text.Json.Serialization;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>By what means a far side is reached.</summary>
public enum TrunkTransport
{
    /// <summary>UDP.</summary>
    Udp,

    /// <summary>TCP.</summary>
    Tcp,

    /// <summary>TLS.</summary>
    Tls,
}

/// <summary>Who the far side sees as the caller.</summary>
public enum CallerIdentity
{
    /// <summary>The caller's extension.</summary>
    Extension,

    /// <summary>The trunk's username.</summary>
    TrunkUser,
}

/// <summary>What stands in the form of a connector. Its password is never kept with it.</summary>
public sealed record ConnectorDraft
{
    /// <summary>The site; fixed once the connector exists.</summary>
    public string? SiteId { get; set; }

    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>How the two systems recognise each other.</summary>
    public ConnectionType ConnectionType { get; set; } = ConnectionType.GenericPasswordAuth;

    /// <summary>The numbers of the far side.</summary>
    public List<RangeDraft> ExtensionRanges { get; set; } = [new()];

    /// <summary>Its address.</summary>
    public string IpAddress { get; set; } = "";

    /// <summary>The username, with password auth.</summary>
    public string Username { get; set; } = "";

    /// <summary>The password when one was typed; the one that the connector has stays otherwise.</summary>
    [JsonIgnore]
    public string Password { get; set; } = "";

    /// <summary>For how many hours the password before a new one is taken as well.</summary>
    [JsonIgnore]
    public int KeepPreviousPasswordHours { get; set; }

    /// <summary>The register string as it was written by hand, which may hold the password; null for the one built from the fields.</summary>
    [JsonIgnore]
    public string? RegisterString { get; set; }

    /// <summary>Whether we register there.</summary>
    public bool Register { get; set; } = true;

    /// <summary>Whether we send to where the far side is seen.</summary>
    public bool NatTransformation { get; set; }

    /// <summary>The transport.</summary>
    public TrunkTransport Transport { get; set; }

    /// <summary>Whether its certificate must be valid.</summary>
    public bool VerifyCertificate { get; set; } = true;

    /// <summary>The certificate that is believed; empty for any valid one.</summary>
    public string CertificateFingerprint { get; set; } = "";

    /// <summary>Which connector is tried first: the lower.</summary>
    public int Priority { get; set; } = 100;

    /// <summary>Who the far side sees as the caller.</summary>
    public CallerIdentity CallerIdentity { get; set; }

    /// <summary>Whether identities are exchanged.</summary>
    public bool TrustIdentity { get; set; }

    /// <summary>Whether calls from it may leave over other connectors.</summary>
    public bool AllowTransit { get; set; }

    /// <summary>Whether challenges offer MD5 alone.</summary>
    public bool Md5Only { get; set; }

    /// <summary>Seconds of silence before the next connector is tried.</summary>
    public int NoAnswerTimeoutSeconds { get; set; } = 4;

    /// <summary>The session interval in seconds; 0 for none.</summary>
    public int SessionExpiresSeconds { get; set; } = 1800;

    /// <summary>Calls at the same time.</summary>
    public int Channels { get; set; } = 1000;

    /// <summary>New calls in a second.</summary>
    public int CallsPerSecond { get; set; } = 100;

    /// <summary>Calls of which nothing was heard yet.</summary>
    public int PendingTransactions { get; set; } = 500;

    /// <summary>Contacts that the far side may register.</summary>
    public int Contacts { get; set; } = 10;

    /// <summary>Whether it is of the password type.</summary>
    [JsonIgnore]
    public bool HasPassword => ConnectionType == ConnectionType.GenericPasswordAuth;

    /// <summary>What stands in it now, so that it can be compared with what stands in it later.</summary>
    public ConnectorDraft Copy() => this with { ExtensionRanges = [.. ExtensionRanges.Select(static range => range.Copy())] };
}

/// <summary>An extension range as it stands in the form.</summary>
public sealed class RangeDraft
{
    /// <summary>The lowest number.</summary>
    public string Min { get; set; } = "";

    /// <summary>The highest number.</summary>
    public string Max { get; set; } = "";

    /// <summary>Digits cut off before a number is sent.</summary>
    public int StripDigits { get; set; }

    /// <summary>Digits put before it.</summary>
    public string PrependDigits { get; set; } = "";

    /// <summary>Another one that says the same.</summary>
    public RangeDraft Copy() => (RangeDraft)MemberwiseClone();
}
