using System.Collections.Immutable;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Contracts.Jobs;

/// <summary>Names a job.</summary>
[GenerateSerializer, Immutable, Alias("sc.JobId")]
public readonly record struct JobId([property: Id(0)] Guid Value)
{
    /// <summary>A new id; later ids sort after earlier ones.</summary>
    public static JobId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>What a job does.</summary>
public enum JobKind
{
    /// <summary>Imports sites.</summary>
    ImportSites,

    /// <summary>Imports local numbers of a site.</summary>
    ImportLocalNumbers,

    /// <summary>Imports connectors of a site.</summary>
    ImportConnectors,

    /// <summary>Imports precedence decisions of a site.</summary>
    ImportDecisions,

    /// <summary>Deletes the local numbers of a site that a filter finds.</summary>
    DeleteLocalNumbers,

    /// <summary>Puts a backup in the place of what there is.</summary>
    Restore,
}

/// <summary>How far a job is.</summary>
public enum JobState
{
    /// <summary>It waits for a node that has time.</summary>
    Queued,

    /// <summary>A node works on it.</summary>
    Running,

    /// <summary>It is done.</summary>
    Succeeded,

    /// <summary>It ended before it was done; its faults say why.</summary>
    Failed,

    /// <summary>It was cancelled; what was done until then stays, unless its kind is all or nothing.</summary>
    Cancelled,
}

/// <summary>Long work that goes on whatever node dies.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Site">The site that it is about; null when it is about the cluster.</param>
/// <param name="State">How far it is.</param>
/// <param name="Progress">Of how many things how many are done, and what became of them.</param>
/// <param name="StartedBy">Who wanted it.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="FinishedAt">When it ended; null while it has not.</param>
/// <param name="Faults">The first faults.</param>
/// <param name="FaultCount">How many faults there are.</param>
/// <param name="CancelRequested">Whether it is to end.</param>
[GenerateSerializer, Immutable, Alias("sc.Job")]
public sealed record Job(
    [property: Id(0)] JobId Id,
    [property: Id(1)] JobKind Kind,
    [property: Id(2)] SiteId? Site,
    [property: Id(3)] JobState State,
    [property: Id(4)] ImportCounts Progress,
    [property: Id(5)] string StartedBy,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset? FinishedAt,
    [property: Id(8)] ImmutableArray<ImportFault> Faults,
    [property: Id(9)] int FaultCount,
    [property: Id(10)] bool CancelRequested);

/// <summary>A job began, went on or ended.</summary>
/// <param name="Site">The site that it is about.</param>
/// <param name="Time">When.</param>
/// <param name="Job">The job as it is now.</param>
[GenerateSerializer, Immutable, Alias("sc.JobChanged")]
public sealed record JobChanged(SiteId? Site, DateTimeOffset Time, [property: Id(0)] Job Job) : ClusterEvent(Site, Time);
