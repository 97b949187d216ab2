using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Storage;

/// <summary>Reads the change log.</summary>
internal sealed class RouteLogReader(ConfigurationStore store)
{
    /// <summary>How many entries the database keeps: a node that is further behind reads the tables whole.</summary>
    public const int Kept = 20_000;

    /// <summary>The last sequence.</summary>
    public Task<long> Head(CancellationToken cancellation) =>
        store.Read(db => db.RouteHeads.Select(static h => h.Sequence).SingleAsync(cancellation), cancellation);

    /// <summary>The entries after a sequence in order, at most <paramref name="count"/>.</summary>
    public Task<ImmutableArray<RouteChange>> After(long sequence, int count, CancellationToken cancellation) => store.Read(async db =>
    {
        var rows = await db.RouteChanges.Where(c => c.Sequence > sequence).OrderBy(static c => c.Sequence).Take(count).ToListAsync(cancellation);
        return rows.Select(static c => new RouteChange(c.Sequence, (RouteChangeKind)c.Kind, c.Key)).ToImmutableArray();
    }, cancellation);

    /// <summary>Forgets entries that are older than the <see cref="Kept"/> last.</summary>
    public Task<int> Trim(long head, CancellationToken cancellation) =>
        store.Read(db => db.RouteChanges.Where(c => c.Sequence <= head - Kept).ExecuteDeleteAsync(cancellation), cancellation);
}
