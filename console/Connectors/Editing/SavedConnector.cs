using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>A connector as the API has it, whole; its fields mean what they mean there.</summary>
public sealed record SavedConnector(
    string Id, long Version, bool Enabled, string Name, ConnectionType ConnectionType, string IpAddress, string? Username, string? RegisterString, bool Register,
    bool NatTransformation, TrunkTransport Transport, int Priority, CallerIdentity CallerIdentity, bool TrustIdentity, bool AllowTransit, bool Md5Only,
    int NoAnswerTimeoutSeconds, int SessionExpiresSeconds, int ConflictCount, DateTimeOffset? PreviousPasswordUntil, SavedConnector.CertificateCheck Tls, SavedConnector.ChannelLimits Limits, SavedConnector.OfSite? Site,
    IReadOnlyList<SavedConnector.SavedRange> ExtensionRanges, Trunk? Trunk, SavedConnector.LetInFailure? AuthenticationFailure)
{
    /// <summary>As it stands in the form.</summary>
    public ConnectorDraft ToDraft() => new()
    {
        SiteId = Site?.Id,
        Name = Name,
        ConnectionType = ConnectionType,
        ExtensionRanges = [.. ExtensionRanges.Select(static range => new RangeDraft { Min = range.Min, Max = range.Max, StripDigits = range.StripDigits, PrependDigits = range.PrependDigits })],
        IpAddress = IpAddress,
        Username = Username ?? "",
        Register = Register,
        NatTransformation = NatTransformation,
        Transport = Transport,
        VerifyCertificate = Tls.Verify,
        CertificateFingerprint = Tls.Fingerprint ?? "",
        Priority = Priority,
        CallerIdentity = CallerIdentity,
        TrustIdentity = TrustIdentity,
        AllowTransit = AllowTransit,
        Md5Only = Md5Only,
        NoAnswerTimeoutSeconds = NoAnswerTimeoutSeconds,
        SessionExpiresSeconds = SessionExpiresSeconds,
        Channels = Limits.Channels,
        CallsPerSecond = Limits.CallsPerSecond,
        PendingTransactions = Limits.PendingTransactions,
        Contacts = Limits.Contacts,
    };

    /// <summary>Which certificate is believed.</summary>
    public sealed record CertificateCheck(bool Verify, string? Fingerprint);

    /// <summary>What it may take of the nodes.</summary>
    public sealed record ChannelLimits(int Channels, int CallsPerSecond, int PendingTransactions, int Contacts);

    /// <summary>Its site.</summary>
    public sealed record OfSite(string Id, string Name);

    /// <summary>One of its ranges.</summary>
    public sealed record SavedRange(string Id, string Min, string Max, int StripDigits, string PrependDigits, int ConflictCount);

    /// <summary>Why its far end was not let in.</summary>
    public sealed record LetInFailure(string Text, DateTimeOffset Time);
}
