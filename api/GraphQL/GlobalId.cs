using System.Globalization;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL;

/// <summary>Writes and reads the opaque ids by which the API names things: base64 of "Type:guid", of a node of the cluster "ClusterNode:number".</summary>
internal static class GlobalId
{
    private const string SiteType = "Site";
    private const string ConnectorType = "Connector";
    private const string RangeType = "ExtensionRange";
    private const string CallType = "Call";
    private const string ClusterNodeType = "ClusterNode";

    public static string Of(SiteId id) => Write(SiteType, id.Value);

    public static string Of(ConnectorId id) => Write(ConnectorType, id.Value);

    public static string Of(RangeId id) => Write(RangeType, id.Value);

    public static string Of(CallKey key) => Write(CallType, key.Value);

    /// <summary>The id of the node of the cluster with that number.</summary>
    public static string OfClusterNode(ushort number) => Encode(string.Create(CultureInfo.InvariantCulture, $"{ClusterNodeType}:{number}"));

    /// <summary>The site that an id names; null when it is not the id of a site.</summary>
    public static SiteId? Site(string? id) => Read(id, SiteType) is { } value ? new SiteId(value) : null;

    /// <summary>The connector that an id names; null when it is not the id of a connector.</summary>
    public static ConnectorId? Connector(string? id) => Read(id, ConnectorType) is { } value ? new ConnectorId(value) : null;

    /// <summary>The extension range that an id names; null when it is not the id of a range.</summary>
    public static RangeId? Range(string? id) => Read(id, RangeType) is { } value ? new RangeId(value) : null;

    /// <summary>The call that an id names; null when it is not the id of a call.</summary>
    public static CallKey? Call(string? id) => Read(id, CallType) is { } value ? new CallKey(value) : null;

    /// <summary>The number of the node of the cluster that an id names; null when it is not the id of one.</summary>
    public static ushort? ClusterNode(string? id) =>
        Decode(id, ClusterNodeType) is { } text && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Write(string type, Guid value) => Encode($"{type}:{value:N}");

    private static Guid? Read(string? id, string type) => Decode(id, type) is { } text && Guid.TryParseExact(text, "N", out var value) ? value : null;

    private static string Encode(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    /// <summary>What stands behind the type in an id; null when it is none of that type.</summary>
    private static string? Decode(string? id, string type)
    {
        if (id is null) return null;
        var bytes = new byte[id.Length];
        if (!Convert.TryFromBase64String(id, bytes, out var length)) return null;
        var text = Encoding.ASCII.GetString(bytes, 0, length);
        return text.Length > type.Length && text[type.Length] == ':' && text.StartsWith(type, StringComparison.Ordinal) ? text[(type.Length + 1)..] : null;
    }
}
