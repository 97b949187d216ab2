using System.Collections.Immutable;

namespace SystemConnector.Contracts.Migrations;

/// <summary>Where a wave of a migration stands.</summary>
public enum WaveState
{
    /// <summary>It is not applied.</summary>
    Planned,

    /// <summary>It is applied and begins at its time.</summary>
    Scheduled,

    /// <summary>Its decisions are in force.</summary>
    InForce,

    /// <summary>It ended at its time.</summary>
    Ended,

    /// <summary>It was undone: what was before it counts again.</summary>
    Undone,

    /// <summary>It was taken back before it began.</summary>
    Cancelled,
}

/// <summary>Where a migration stands.</summary>
public enum MigrationState
{
    /// <summary>Nothing of it is applied.</summary>
    Planned,

    /// <summary>It is applied and begins at its time.</summary>
    Scheduled,

    /// <summary>Some waves are in force, others not yet or not any more.</summary>
    InWaves,

    /// <summary>All of it is in force.</summary>
    InForce,

    /// <summary>It ended at its time.</summary>
    Ended,

    /// <summary>It was undone.</summary>
    Undone,

    /// <summary>It was taken back before it began.</summary>
    Cancelled,
}

/// <summary>Precedence decided for many numbers of one connector at once: a plan, and what became of it.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Site">The site.</param>
/// <param name="Connector">The connector in whose ranges the numbers are.</param>
/// <param name="Name">1–64 characters.</param>
/// <param name="CreatedAt">When it was planned.</param>
/// <param name="CreatedBy">By whom.</param>
/// <param name="Numbers">How many numbers it decides.</param>
/// <param name="Waves">Its waves, in their order: at least one.</param>
/// <param name="Stamp">Says on which state of numbers, decisions and ranges it was planned, or applied last.</param>
[GenerateSerializer, Immutable, Alias("sc.Migration")]
public sealed record Migration(
    [property: Id(0)] MigrationId Id,
    [property: Id(1)] SiteId Site,
    [property: Id(2)] ConnectorId Connector,
    [property: Id(3)] string Name,
    [property: Id(4)] DateTimeOffset CreatedAt,
    [property: Id(5)] string CreatedBy,
    [property: Id(6)] int Numbers,
    [property: Id(7)] ImmutableArray<MigrationWave> Waves,
    [property: Id(8)] string Stamp)
{
    /// <summary>The first wave that is not applied; null when all are.</summary>
    public int? NextWave => Waves.FirstOrDefault(static w => !w.IsApplied)?.Wave;

    /// <summary>Where it stands at a time.</summary>
    public MigrationState StateAt(DateTimeOffset time)
    {
        var states = Waves.Select(w => w.StateAt(time)).ToHashSet();
        if (states.Contains(WaveState.InForce)) return states.Count == 1 ? MigrationState.InForce : MigrationState.InWaves;
        if (states.Contains(WaveState.Scheduled)) return MigrationState.Scheduled;
        if (states.Contains(WaveState.Ended)) return MigrationState.Ended;
        if (states.Contains(WaveState.Undone)) return MigrationState.Undone;
        return states.Contains(WaveState.Cancelled) ? MigrationState.Cancelled : MigrationState.Planned;
    }
}

/// <summary>Numbers of a migration that are applied together.</summary>
/// <param name="Wave">1 for the first.</param>
/// <param name="Numbers">How many numbers it decides.</param>
/// <param name="From">When it begins: as planned, and once it is applied, as it is; null for at once.</param>
/// <param name="Until">When it ends; null when it does not.</param>
/// <param name="AppliedAt">When it was applied the last time; null when it never was.</param>
/// <param name="AppliedBy">By whom.</param>
/// <param name="Rerouted">How many of its numbers went elsewhere by it than before; null when it never was applied.</param>
/// <param name="UndoneAt">When it was undone since; null when it was not.</param>
/// <param name="UndoneBy">By whom.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationWave")]
public sealed record MigrationWave(
    [property: Id(0)] int Wave,
    [property: Id(1)] int Numbers,
    [property: Id(2)] DateTimeOffset? From,
    [property: Id(3)] DateTimeOffset? Until,
    [property: Id(4)] DateTimeOffset? AppliedAt = null,
    [property: Id(5)] string? AppliedBy = null,
    [property: Id(6)] int? Rerouted = null,
    [property: Id(7)] DateTimeOffset? UndoneAt = null,
    [property: Id(8)] string? UndoneBy = null)
{
    /// <summary>Whether its decisions are made, be it for a later time, and not undone.</summary>
    public bool IsApplied => AppliedAt is not null && UndoneAt is null;

    /// <summary>Where it stands at a time.</summary>
    public WaveState StateAt(DateTimeOffset time) =>
        AppliedAt is null ? WaveState.Planned
        : UndoneAt is { } undone ? undone < From ? WaveState.Cancelled : WaveState.Undone
        : time < From ? WaveState.Scheduled
        : Until <= time ? WaveState.Ended
        : WaveState.InForce;
}

/// <summary>What applying, undoing or cancelling came to.</summary>
/// <param name="Migration">The migration as it stands now.</param>
/// <param name="Already">True when it was so before: the answer to the first request was lost, say. Nothing was changed.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationChanged")]
public sealed record MigrationChanged([property: Id(0)] Migration Migration, [property: Id(1)] bool Already);
