using System.Text.Json;
using System.Text.Json.Nodes;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>The fields of the form by the names that people know, and their values as people read them.</summary>
internal static class FieldWords
{
    public static string Label(string property) => property switch
    {
        nameof(ConnectorDraft.ConnectionType) => "System Connection Type",
        nameof(ConnectorDraft.ExtensionRanges) => "Extension ranges",
        nameof(ConnectorDraft.IpAddress) => "IP Address",
        nameof(ConnectorDraft.Register) => "Register at the far side",
        nameof(ConnectorDraft.NatTransformation) => "NAT Transformation",
        nameof(ConnectorDraft.VerifyCertificate) => "Certificate must be valid",
        nameof(ConnectorDraft.CertificateFingerprint) => "Certificate fingerprint",
        nameof(ConnectorDraft.CallerIdentity) => "Caller identity",
        nameof(ConnectorDraft.TrustIdentity) => "Exchange identities",
        nameof(ConnectorDraft.AllowTransit) => "Transit",
        nameof(ConnectorDraft.Md5Only) => "MD5 only",
        nameof(ConnectorDraft.NoAnswerTimeoutSeconds) => "No-answer timeout",
        nameof(ConnectorDraft.SessionExpiresSeconds) => "Session interval",
        nameof(ConnectorDraft.CallsPerSecond) => "Calls per second",
        nameof(ConnectorDraft.PendingTransactions) => "Calls pending",
        _ => property,
    };

    public static string Value(string property, JsonNode? value) => (property, value) switch
    {
        (_, null) => "–",
        (nameof(ConnectorDraft.ExtensionRanges), _) => string.Join(", ", value.Deserialize<List<RangeDraft>>()!.Select(Text)),
        (nameof(ConnectorDraft.ConnectionType), _) => Text(value.Deserialize<ConnectionType>()),
        (nameof(ConnectorDraft.Transport), _) => Text(value.Deserialize<TrunkTransport>()),
        (nameof(ConnectorDraft.CallerIdentity), _) => Text(value.Deserialize<CallerIdentity>()),
        (_, JsonValue) when value.GetValueKind() is JsonValueKind.True => "yes",
        (_, JsonValue) when value.GetValueKind() is JsonValueKind.False => "no",
        _ => value.ToString() is { Length: > 0 } text ? text : "–",
    };

    public static string Text(ConnectionType type) => type == ConnectionType.GenericPasswordAuth ? "Generic Password Auth" : "Generic IP Auth";

    public static string Text(TrunkTransport transport) => transport.ToString().ToUpperInvariant();

    public static string Text(CallerIdentity identity) => identity == CallerIdentity.Extension ? "The caller's extension" : "The trunk's username";

    private static string Text(RangeDraft range)
    {
        var sent = (range.StripDigits, range.PrependDigits.Length) switch
        {
            (0, 0) => "",
            (0, _) => $" (sent with {range.PrependDigits} before)",
            (_, 0) => $" (sent without the first {range.StripDigits})",
            _ => $" (first {range.StripDigits} replaced by {range.PrependDigits})",
        };
        return $"{range.Min}–{range.Max}{sent}";
    }
}
