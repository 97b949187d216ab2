using System.Collections.Immutable;

namespace SystemConnector.Contracts.Ranges;

/// <summary>
/// How many conflicts connectors have, read from the database for lists, in one statement. Counted within a second of a change; a conflict list is never behind.
/// Throws <see cref="StorageUnavailableException"/> when the database is away.
/// </summary>
public interface IConflictCounts
{
    /// <summary>The counts of each range and kind that has any, by connector; connectors without conflicts are not in it.</summary>
    Task<IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>> Of(IReadOnlyCollection<ConnectorId> connectors, CancellationToken cancellation);
}
