using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Ranges;

/// <summary>Reads the counts that <see cref="ConflictCounter"/> keeps.</summary>
internal sealed class ConflictCounts(ConfigurationStore store) : IConflictCounts
{
    public Task<IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>> Of(IReadOnlyCollection<ConnectorId> connectors, CancellationToken cancellation) =>
        store.Read(async db =>
        {
            Guid[] ids = [.. connectors.Select(static c => c.Value)];
            var rows = await db.ExtensionRanges.Where(r => ids.Contains(r.ConnectorId))
                .Join(db.RangeConflicts, static r => r.Id, static c => c.RangeId, static (r, c) => new { r.ConnectorId, c.RangeId, c.Kind, c.Count })
                .ToListAsync(cancellation);
            return (IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>)rows.GroupBy(static r => r.ConnectorId).ToDictionary(
                static c => new ConnectorId(c.Key),
                static c => c.Select(static r => new ConflictCount(new RangeId(r.RangeId), (ConflictKind)r.Kind, r.Count)).ToImmutableArray());
        }, cancellation);
}
