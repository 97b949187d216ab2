using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Contracts.Migrations;

/// <summary>Migrations and the history of decisions, read from the database. Throws <see cref="StorageUnavailableException"/> when it is away.</summary>
public interface IMigrationQueries
{
    /// <summary>The migration; null when there is none such.</summary>
    Task<Migration?> Find(MigrationId id, CancellationToken cancellation);

    /// <summary>Migrations of a site, the latest first; those of a connector when one is given.</summary>
    Task<Page<Migration>> Migrations(SiteId site, ConnectorId? connector, int first, MigrationId? after, CancellationToken cancellation);

    /// <summary>The numbers of a migration in their order; those of a wave when one is given.</summary>
    Task<Page<MigrationNumber>> Numbers(MigrationId id, int? wave, int first, int? after, CancellationToken cancellation);

    /// <summary>Who decided what, the latest first: single decisions, and waves of migrations; those about a connector or a number when one is given.</summary>
    Task<Page<DecisionRecord>> History(SiteId site, ConnectorId? connector, Number? number, int first, long? after, CancellationToken cancellation);
}

/// <summary>A number of a migration. <paramref name="Position"/> is its place among them.</summary>
public sealed record MigrationNumber(int Position, Number Number, Precedence? Precedence, int Wave);

/// <summary>A decision, or a wave of a migration, as it was made.</summary>
/// <param name="Layer">Its place: what was decided later lies above.</param>
/// <param name="Connector">The connector in whose ranges it was made.</param>
/// <param name="Number">The number; null for a wave of several.</param>
/// <param name="Numbers">How many numbers were decided.</param>
/// <param name="Precedence">Who wins; null for the default, and for a wave of several.</param>
/// <param name="DecidedAt">When it was made.</param>
/// <param name="DecidedBy">By whom.</param>
/// <param name="From">From when it counts.</param>
/// <param name="Until">When it ends; null when it does not.</param>
/// <param name="Migration">The migration; null for a single decision.</param>
/// <param name="Wave">Its wave.</param>
/// <param name="UndoneAt">When it was undone; null when it was not.</param>
/// <param name="UndoneBy">By whom.</param>
public sealed record DecisionRecord(
    long Layer,
    ConnectorId Connector,
    Number? Number,
    int Numbers,
    Precedence? Precedence,
    DateTimeOffset DecidedAt,
    string DecidedBy,
    DateTimeOffset From,
    DateTimeOffset? Until,
    MigrationId? Migration = null,
    int? Wave = null,
    DateTimeOffset? UndoneAt = null,
    string? UndoneBy = null);
