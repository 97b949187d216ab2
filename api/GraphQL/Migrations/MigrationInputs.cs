using System.ComponentModel;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Sites;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Migrations;

[Description("A migration to plan: precedence for many numbers of one connector. A number named by itself, in an entry or in the CSV, counts more than one that a range or a filter takes; of two of those that take it, the first.")]
internal sealed class CreateMigrationInput
{
    [Id, Description("The connector in whose extension ranges the numbers are.")]
    public required string ConnectorId { get; init; }

    [Description("The name, 1 to 64 characters.")]
    public required string Name { get; init; }

    [Description("Which numbers, and who is to win them.")]
    public IReadOnlyList<MigrationEntryInput>? Entries { get; init; }

    [Description("Lines \"number,precedence\" with local, remote or default. The first line may be a head.")]
    public string? Csv { get; init; }

    [Description("When it begins; left out: when it is applied.")]
    public DateTimeOffset? From { get; init; }

    [Description("When it ends and what was before counts again; left out: never.")]
    public DateTimeOffset? Until { get; init; }

    [Description("How it is divided; left out: one wave.")]
    public MigrationWavesInput? Waves { get; init; }

    public MigrationSpec ToSpec(ConnectorId connector) => new(
        Name, connector, [.. (Entries ?? []).Select(entry => entry.ToEntry())], Csv, From, Until, Waves?.ToSpec());
}

[Description("Numbers and who is to win them: exactly one of numbers, range and filter.")]
internal sealed class MigrationEntryInput
{
    [Description("Who is to win them.")]
    public required MigrationDecision Winner { get; init; }

    [Description("Single numbers.")]
    public IReadOnlyList<string>? Numbers { get; init; }

    [Description("A part of an extension range: those of its numbers that are local numbers as well, or are decided.")]
    public LocalRangeInput? Range { get; init; }

    [DefaultValue(false), Description("With a range: also the numbers that are tied to nothing here yet, so that they stay where they are when they come.")]
    public bool IncludeFree { get; init; }

    [Description("The numbers of the conflicts that the filter takes. Overlaps of connectors and emergency numbers are taken only when their kind is named.")]
    public ConflictFilterInput? Filter { get; init; }

    public MigrationEntry ToEntry() => new(
        Winner.ToPrecedence(), Numbers is null ? default : [.. Numbers], Range is null ? null : new LocalRangeSpec(Range.Min, Range.Max), Filter?.ToFilter(), IncludeFree);
}

[Description("How a migration is divided: by size or by lists.")]
internal sealed class MigrationWavesInput
{
    [Description("How many numbers, in their order, each wave has.")]
    public int? Size { get; init; }

    [Description("With a size and a begin of the migration: how many minutes each wave begins after the one before.")]
    public int? EveryMinutes { get; init; }

    [Description("The numbers of each wave; those that no list names are one more wave, the last.")]
    public IReadOnlyList<MigrationWaveInput>? Lists { get; init; }

    public MigrationWavesSpec ToSpec() => new(
        Size, EveryMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
        Lists is null ? default : [.. Lists.Select(list => new MigrationWaveList([.. list.Numbers], list.From, list.Until))]);
}

[Description("The numbers of a wave.")]
internal sealed class MigrationWaveInput
{
    [Description("The numbers; each one of the plan.")]
    public required IReadOnlyList<string> Numbers { get; init; }

    [Description("When it begins; left out: when the migration does.")]
    public DateTimeOffset? From { get; init; }

    [Description("When it ends; left out: when the migration does.")]
    public DateTimeOffset? Until { get; init; }
}

[Description("A migration to apply. Sent again after a lost answer, it says that it is applied.")]
internal sealed class ApplyMigrationInput
{
    [Id, Description("The migration.")]
    public required string Id { get; init; }

    [Description("The wave, such as nextWave of the migration; left out: all that are not applied.")]
    public int? Wave { get; init; }

    [Description("When it begins; left out: as planned, or else at once.")]
    public DateTimeOffset? From { get; init; }

    [Description("When it ends; left out: as planned.")]
    public DateTimeOffset? Until { get; init; }

    [Description("The stamp of the preview that you have seen; left out: that of the plan. When numbers, decisions or ranges of the connector changed since, nothing is applied.")]
    public string? Previewed { get; init; }

    [DefaultValue(false), Description("True to apply it although they changed.")]
    public bool AcceptChanges { get; init; }

    public MigrationApplication ToApplication() => new(Wave, From, Until, Previewed, AcceptChanges);
}

[Description("A migration to undo.")]
internal sealed class UndoMigrationInput
{
    [Id, Description("The migration.")]
    public required string Id { get; init; }

    [Description("The wave; left out: all that are applied.")]
    public int? Wave { get; init; }
}

[Description("A migration of which the waves that have not begun are taken back.")]
internal sealed class CancelMigrationInput
{
    [Id, Description("The migration.")]
    public required string Id { get; init; }
}
