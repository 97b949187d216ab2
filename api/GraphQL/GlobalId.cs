using System.Text;
using SystemConnector.Contracts;

namespace SystemConnector.Api.GraphQL;

/// <summary>Writes and reads the opaque ids by which the API names things: base64 of "Type:guid".</summary>
internal static class GlobalId
{
    private const string SiteType = "Site";
    private const string ConnectorType = "Connector";
    private const string RangeType = "ExtensionRange";

    public static string Of(SiteId id) => Write(SiteType, id.Value);

    public static string Of(ConnectorId id) => Write(ConnectorType, id.Value);

    public static string Of(RangeId id) => Write(RangeType, id.Value);

    /// <summary>The site that an id names; null when it is not the id of a site.</summary>
    public static SiteId? Site(string? id) => Read(id, SiteType) is { } value ? new SiteId(value) : null;

    /// <summary>The connector that an id names; null when it is not the id of a connector.</summary>
    public static ConnectorId? Connector(string? id) => Read(id, ConnectorType) is { } value ? new ConnectorId(value) : null;

    /// <summary>The extension range that an id names; null when it is not the id of a range.</summary>
    public static RangeId? Range(string? id) => Read(id, RangeType) is { } value ? new RangeId(value) : null;

    private static string Write(string type, Guid value) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{type}:{value:N}"));

    private static Guid? Read(string? id, string type)
    {
        if (id is null) return null;
        var bytes = new byte[id.Length];
        if (!Convert.TryFromBase64String(id, bytes, out var length)) return null;
        var text = Encoding.ASCII.GetString(bytes, 0, length);
        return text.Length == type.Length + 33
            && text[type.Length] == ':'
            && text.StartsWith(type, StringComparison.Ordinal)
            && Guid.TryParseExact(text.AsSpan(type.Length + 1), "N", out var value)
            ? value
            : null;
    }
}
