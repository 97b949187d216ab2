using System.Globalization;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Api.GraphQL;

/// <summary>Writes and reads the opaque ids by which the API names things: base64 of "Type:guid", of a node of the cluster "ClusterNode:number".</summary>
internal static class GlobalId
{
    private const string SiteType = "Site";
    private const string ConnectorType = "Connector";
    private const string RangeType = "ExtensionRange";
    private const string MigrationType = "Migration";
    private const string JobType = "Job";
    private const string CallType = "Call";
    private const string ClusterNodeType = "ClusterNode";
    public const string ApiKeyType = "ApiKey";

    public static string Of(SiteId id) => Write(SiteType, id.Value);

    public static string Of(ConnectorId id) => Write(ConnectorType, id.Value);

    public static string Of(MigrationId id) => Write(MigrationType, id.Value);

    public static string Of(RangeId id) => Write(RangeType, id.Value);

    public static string Of(ApiKeyId id) => Write(ApiKeyType, id.Value);
    public static string Of(JobId id) => Write(JobType, id.Value);
    public static string Of(CallKey key) => Write(CallType, key.Value);

    /// <summary>The id of the node of the cluster with that number.</summary>
    public static string OfClusterNode(ushort number) => Encode(string.Create(CultureInfo.InvariantCulture, $"{ClusterNodeType}:{number}"));

    /// <summary>The site that an id names; null when it is not the id of a site.</summary>
    public static SiteId? Site(string? id) => Read(id, SiteType) is { } value ? new SiteId(value) : null;

    /// <summary>The connector that an id names; null when it is not the id of a connector.</summary>
    public static ConnectorId? Connector(string? id) => Read(id, ConnectorType) is { } value ? new ConnectorId(value) : null;

    /// <summary>The migration that an id names; null when it is not the id of a migration.</summary>
    public static MigrationId? Migration(string? id) => Read(id, MigrationType) is { } value ? new MigrationId(value) : null;

    /// <summary>The extension range that an id names; null when it is not the id of a range.</summary>
    public static RangeId? Range(string? id) => Read(id, RangeType) is { } value ? new RangeId(value) : null;

    /// <summary>The API key that an id names; null when it is not the id of a key.</summary>
    public static ApiKeyId? ApiKey(string? id) => Read(id, ApiKeyType) is { } value ? new ApiKeyId(value) : null;

    /// <summary>The type of what an id names; null when it is no id of ours.</summary>
    public static string? TypeOf(string id) => Entity(id)?.Kind;

    /// <summary>The id of what an entry of the audit log is about: that of the API where it has one.</summary>
    public static string OfEntity(string kind, string id) => Encode($"{kind}:{id}");

    /// <summary>What such an id names; null when it is no id of ours.</summary>
    public static (string Kind, string Id)? Entity(string id) =>
        Decode(id) is { } text && text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon ? (text[..colon], text[(colon + 1)..]) : null;

    /// <summary>An id of that type that names nothing.</summary>
    public static string OfNothing(string type) => Write(type, Guid.Empty);
    /// <summary>The job that an id names; null when it is not the id of a job.</summary>
    public static JobId? Job(string? id) => Read(id, JobType) is { } value ? new JobId(value) : null;
    /// <summary>The call that an id names; null when it is not the id of a call.</summary>
    public static CallKey? Call(string? id) => Read(id, CallType) is { } value ? new CallKey(value) : null;

    /// <summary>The number of the node of the cluster that an id names; null when it is not the id of one.</summary>
    public static ushort? ClusterNode(string? id) =>
        Decode(id, ClusterNodeType) is { } text && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Write(string type, Guid value) => Encode($"{type}:{value:N}");

    private static Guid? Read(string? id, string type) => Decode(id, type) is { } text && Guid.TryParseExact(text, "N", out var value) ? value : null;

    private static string Encode(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    /// <summary>What stands behind the type in an id; null when it is none of that type.</summary>
    private static string? Decode(string? id, string type) =>
        Decode(id) is { } text && text.Length > type.Length && text[type.Length] == ':' && text.StartsWith(type, StringComparison.Ordinal) ? text[(type.Length + 1)..] : null;

    private static string? Decode(string? id)
    {
        if (id is null) return null;
        var bytes = new byte[id.Length];
        return Convert.TryFromBase64String(id, bytes, out var length) ? Encoding.ASCII.GetString(bytes, 0, length) : null;
    }
}
