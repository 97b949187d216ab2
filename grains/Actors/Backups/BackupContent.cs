using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SystemConnector.Contracts.Backups;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Backups;

/// <summary>
/// The configuration as it stands in the database, without a secret. What a later version adds to a row is missing from a document of this one
/// and has its default then; what is there is never renamed.
/// </summary>
internal sealed record BackupContent
{
    public required DateTimeOffset MadeAt { get; init; }

    public required List<SiteRow> Sites { get; init; }

    public required List<LocalNumberRow> LocalNumbers { get; init; }

    public required List<ConnectorRow> Connectors { get; init; }

    public required List<DecisionRow> Decisions { get; init; }

    /// <summary>Migrations with their waves. Documents of before have none, and then no decision belongs to one.</summary>
    public List<MigrationRow> Migrations { get; init; } = [];

    public List<MigrationNumberRow> MigrationNumbers { get; init; } = [];

    /// <summary>What is sealed in the document: secrets by what they are for, see <see cref="Storage.SecretPurpose"/>.</summary>
    [JsonIgnore]
    public Dictionary<string, byte[]> Secrets { get; init; } = [];

    public BackupSummary Summary => new(MadeAt, Sites.Count, LocalNumbers.Count, Connectors.Count, Connectors.Sum(static c => c.Ranges.Count), Decisions.Count, Secrets.Count);
}

/// <summary>How the content is written: rows without their sealed secrets and without what follows from the rest.</summary>
internal static class BackupJson
{
    /// <summary>What is counted anew once it is restored.</summary>
    private static readonly FrozenSet<string> _derived = ["conflictCount", "factsVersion", "countedVersion", "recountAt"];

    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutDerived } },
    };

    private static void WithoutDerived(JsonTypeInfo type)
    {
        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            var property = type.Properties[i];
            if (property.PropertyType == typeof(byte[]) || property.Set is null || _derived.Contains(property.Name)) type.Properties.RemoveAt(i);
        }
    }
}
