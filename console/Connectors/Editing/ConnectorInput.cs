namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>What the API is given of a draft. What belongs to the other connection type is not said: it would contradict.</summary>
internal static class ConnectorInput
{
    /// <summary>The input of createConnector.</summary>
    public static Dictionary<string, object?> Create(ConnectorDraft draft) => new(Of(draft)) { ["siteId"] = draft.SiteId ?? "" };

    /// <summary>The input of updateConnector; nothing is changed when the connector has another version than was seen.</summary>
    public static Dictionary<string, object?> Update(ConnectorDraft draft, string id, long? seen) =>
        new(Of(draft)) { ["id"] = id, ["expectedVersion"] = seen, ["keepPreviousPasswordHours"] = IsSaid(draft.Password) ? draft.KeepPreviousPasswordHours : null };

    /// <summary>For a preview of what the ranges do, while other fields are not filled yet: those do not matter to it.</summary>
    public static Dictionary<string, object?> RangesOfNew(ConnectorDraft draft, bool isNameGood) => new()
    {
        ["siteId"] = draft.SiteId ?? "",
        ["name"] = isNameGood ? draft.Name.Trim() : "New connector",
        ["connectionType"] = ConnectionType.GenericIpAuth,
        ["ipAddress"] = "unknown.invalid",
        ["extensionRanges"] = Ranges(draft),
        ["priority"] = Math.Clamp(draft.Priority, 0, 1000),
    };

    /// <summary>The same of a connector that exists.</summary>
    public static Dictionary<string, object?> RangesOf(ConnectorDraft draft, string id) => new() { ["id"] = id, ["extensionRanges"] = Ranges(draft) };

    private static Dictionary<string, object?> Of(ConnectorDraft draft) => new()
    {
        ["name"] = draft.Name.Trim(),
        ["connectionType"] = draft.ConnectionType,
        ["extensionRanges"] = Ranges(draft),
        ["ipAddress"] = draft.IpAddress.Trim(),
        ["username"] = draft.HasPassword && (IsSaid(draft.Username) || draft.RegisterString is null) ? draft.Username.Trim() : null,
        ["password"] = draft.HasPassword && IsSaid(draft.Password) ? draft.Password : null,
        ["registerString"] = draft.HasPassword && !string.IsNullOrWhiteSpace(draft.RegisterString) ? draft.RegisterString.Trim() : null,
        ["register"] = draft.Register,
        ["natTransformation"] = draft.NatTransformation,
        ["transport"] = draft.Transport,
        ["tls"] = new { verify = draft.VerifyCertificate, fingerprint = draft.CertificateFingerprint.Trim() },
        ["priority"] = draft.Priority,
        ["callerIdentity"] = draft.HasPassword ? draft.CallerIdentity : CallerIdentity.Extension,
        ["trustIdentity"] = draft.TrustIdentity,
        ["allowTransit"] = draft.AllowTransit,
        ["md5Only"] = draft.HasPassword && draft.Md5Only,
        ["noAnswerTimeoutSeconds"] = draft.NoAnswerTimeoutSeconds,
        ["sessionExpiresSeconds"] = draft.SessionExpiresSeconds,
        ["limits"] = new { channels = draft.Channels, callsPerSecond = draft.CallsPerSecond, pendingTransactions = draft.PendingTransactions, contacts = draft.Contacts },
    };

    private static RangeDraft[] Ranges(ConnectorDraft draft) =>
        [.. draft.ExtensionRanges.Select(static range => new RangeDraft { Min = range.Min.Trim(), Max = range.Max.Trim(), StripDigits = range.StripDigits, PrependDigits = range.PrependDigits.Trim() })];

    private static bool IsSaid(string text) => text.Length > 0;
}
