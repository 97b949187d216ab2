using System.Collections.Immutable;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Contracts.Migrations;

/// <summary>
/// What an administrator plans. A number that is named by itself, in an entry or in the CSV, counts more than one that a range or a filter
/// takes; of two ranges or filters that take it, the first.
/// </summary>
/// <param name="Name">1–64 characters.</param>
/// <param name="Connector">The connector in whose ranges the numbers are.</param>
/// <param name="Entries">Which numbers, and who is to win them.</param>
/// <param name="Csv">Lines "number,precedence" with local, remote or default; a line "number,precedence" at the top may be left out. Null for none.</param>
/// <param name="From">When it begins; null for when it is applied.</param>
/// <param name="Until">When it ends and what was before counts again; null for never.</param>
/// <param name="Waves">How it is divided; null for one wave.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationSpec")]
public sealed record MigrationSpec(
    [property: Id(0)] string Name,
    [property: Id(1)] ConnectorId Connector,
    [property: Id(2)] ImmutableArray<MigrationEntry> Entries,
    [property: Id(3)] string? Csv = null,
    [property: Id(4)] DateTimeOffset? From = null,
    [property: Id(5)] DateTimeOffset? Until = null,
    [property: Id(6)] MigrationWavesSpec? Waves = null);

/// <summary>Numbers and who is to win them: exactly one of numbers, range and filter is given.</summary>
/// <param name="Precedence">Who wins; null for the default, as if nobody had decided.</param>
/// <param name="Numbers">Single numbers.</param>
/// <param name="Range">The numbers of a sub-range that are local numbers as well, or are decided.</param>
/// <param name="Filter">The numbers of the conflicts that the filter takes.</param>
/// <param name="IncludeFree">With a range: also the numbers that are tied to nothing here yet, so that they stay where they are when they come.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationEntry")]
public sealed record MigrationEntry(
    [property: Id(0)] Precedence? Precedence,
    [property: Id(1)] ImmutableArray<string> Numbers = default,
    [property: Id(2)] LocalRangeSpec? Range = null,
    [property: Id(3)] ConflictFilter? Filter = null,
    [property: Id(4)] bool IncludeFree = false);

/// <summary>How a migration is divided: either by size or by lists.</summary>
/// <param name="Size">How many numbers, in their order, each wave has.</param>
/// <param name="Every">With a size and a begin of the migration: how much later each wave begins than the one before; null for all at once, or one by one.</param>
/// <param name="Lists">The numbers of each wave; those that no list names are one more wave, the last.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationWavesSpec")]
public sealed record MigrationWavesSpec(
    [property: Id(0)] int? Size = null,
    [property: Id(1)] TimeSpan? Every = null,
    [property: Id(2)] ImmutableArray<MigrationWaveList> Lists = default);

/// <summary>The numbers of a wave.</summary>
/// <param name="Numbers">The numbers.</param>
/// <param name="From">When it begins; null for when the migration does.</param>
/// <param name="Until">When it ends; null for when the migration does.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationWaveList")]
public sealed record MigrationWaveList(
    [property: Id(0)] ImmutableArray<string> Numbers,
    [property: Id(1)] DateTimeOffset? From = null,
    [property: Id(2)] DateTimeOffset? Until = null);

/// <summary>How a migration is to be applied.</summary>
/// <param name="Wave">The wave; null for all that are not applied.</param>
/// <param name="From">When it begins; null for as planned, or else at once.</param>
/// <param name="Until">When it ends; null for as planned.</param>
/// <param name="Previewed">The stamp of the preview that was looked at; null for that of the plan.</param>
/// <param name="AcceptChanges">True to apply it even though numbers, decisions or ranges changed since.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationApplication")]
public sealed record MigrationApplication(
    [property: Id(0)] int? Wave = null,
    [property: Id(1)] DateTimeOffset? From = null,
    [property: Id(2)] DateTimeOffset? Until = null,
    [property: Id(3)] string? Previewed = null,
    [property: Id(4)] bool AcceptChanges = false);
