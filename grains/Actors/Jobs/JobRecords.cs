using System.Collections.Immutable;
using System.Text.Json;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Jobs;

/// <summary>Makes jobs of rows, and writes what a row keeps as text.</summary>
internal static class JobRecords
{
    /// <summary>How many faults a job remembers; the rest are counted.</summary>
    public const int MaxFaults = 200;

    public static Job Of(JobRow row) => new(
        new JobId(row.Id),
        (JobKind)row.Kind,
        row.SiteId is { } site ? new SiteId(site) : null,
        (JobState)row.State,
        new ImportCounts(row.Total, row.Done, row.Created, row.Changed, row.Unchanged, row.Deleted),
        row.StartedBy,
        DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
        row.FinishedAt == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.FinishedAt),
        JsonSerializer.Deserialize<ImmutableArray<ImportFault>>(row.Faults),
        row.FaultCount,
        row.CancelRequested);

    public static string Write(IEnumerable<ImportFault> faults) => JsonSerializer.Serialize(faults.Take(MaxFaults));
}
