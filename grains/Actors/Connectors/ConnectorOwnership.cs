using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Connectors;

/// <summary>A connector as it is at the start of a life of its grain, and the epoch of that life; no row when there is no such connector.</summary>
internal readonly record struct OwnedConnector(ConnectorRow? Row, long Epoch);

/// <summary>Another life of the connector's grain began after this one: what this one wants to write is refused.</summary>
internal sealed class StaleOwnerException(ConnectorId connector)
    : Exception($"Connector {connector} has become active elsewhere.");

/// <summary>
/// Says which life of a connector's grain may write: the one that took the last epoch. A node that dies leaves thousands of connectors,
/// so what is asked for while a statement is under way goes into the next one together.
/// </summary>
internal sealed class ConnectorOwnership(ConfigurationStore store, NodeIdentity node, TimeProvider time)
{
    /// <summary>Connectors per transaction.</summary>
    private const int Batch = 500;

    private readonly Lock _lock = new();
    private List<(Guid Id, TaskCompletionSource<OwnedConnector> Owned)> _waiting = [];
    private bool _isTaking;

    /// <summary>Takes the next epoch of a connector for this node, and reads its row as it is then.</summary>
    /// <exception cref="StorageUnavailableException">The database does not answer.</exception>
    public Task<OwnedConnector> Take(ConnectorId connector)
    {
        var owned = new TaskCompletionSource<OwnedConnector>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add((connector.Value, owned));
            if (_isTaking) return owned.Task;
            _isTaking = true;
        }
        // Away from the turn of the grain that happens to be the first.
        _ = Task.Factory.StartNew(TakeAll, CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        return owned.Task;
    }

    /// <summary>The first epoch, of a connector that is being created.</summary>
    public ConnectorOwnerRow First(ConnectorId connector) => new() { ConnectorId = connector.Value, Epoch = 1, Node = node.Number, Since = Now };

    /// <summary>Checks within a transaction that the epoch is the last one still, and sees to it that it remains so until the commit.</summary>
    /// <exception cref="StaleOwnerException">It is not.</exception>
    public static async Task Hold(ConnectorDb db, ConnectorId connector, long epoch)
    {
        // A statement that changes nothing takes the row's lock.
        var held = await db.ConnectorOwners.Where(o => o.ConnectorId == connector.Value && o.Epoch == epoch)
            .ExecuteUpdateAsync(set => set.SetProperty(static o => o.Epoch, epoch));
        if (held == 0) throw new StaleOwnerException(connector);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private async Task TakeAll()
    {
        while (true)
        {
            List<(Guid Id, TaskCompletionSource<OwnedConnector> Owned)> taken;
            lock (_lock)
            {
                taken = _waiting;
                _waiting = [];
                _isTaking = taken.Count > 0;
            }
            if (taken.Count == 0) return;
            foreach (var batch in taken.Chunk(Batch)) await TakeBatch(batch);
        }
    }

    private async Task TakeBatch((Guid Id, TaskCompletionSource<OwnedConnector> Owned)[] batch)
    {
        try
        {
            var ids = batch.Select(static b => b.Id).Distinct().ToArray();
            var owned = await store.Read(db => Take(db, ids));
            foreach (var (id, waiting) in batch) waiting.SetResult(owned.GetValueOrDefault(id));
        }
#pragma warning disable CA1031 // Whatever it is, those that wait hear of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var (_, waiting) in batch) waiting.TrySetException(exception);
        }
    }

    private async Task<Dictionary<Guid, OwnedConnector>> Take(ConnectorDb db, Guid[] ids)
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        // In one order, or two nodes that take the same ones would each wait for the other. SQLite has one writer anyway.
        if (db.Database.IsNpgsql())
            await db.ConnectorOwners.FromSql($"SELECT * FROM connector_owner WHERE connector_id = ANY ({ids}) ORDER BY connector_id FOR UPDATE").LoadAsync();
        // First, so that a former owner writes nothing between this and what is read.
        var (number, now) = ((int)node.Number, Now);
        await db.ConnectorOwners.Where(o => ids.Contains(o.ConnectorId)).ExecuteUpdateAsync(set => set
            .SetProperty(static o => o.Epoch, static o => o.Epoch + 1).SetProperty(static o => o.Node, number).SetProperty(static o => o.Since, now));
        var epochs = await db.ConnectorOwners.Where(o => ids.Contains(o.ConnectorId)).ToDictionaryAsync(static o => o.ConnectorId, static o => o.Epoch);
        var rows = await db.Connectors.Include(static c => c.Ranges).Where(c => ids.Contains(c.Id)).ToListAsync();
        foreach (var row in rows.Where(r => !epochs.ContainsKey(r.Id)))
        {
            // It was made by a version that knew no epochs.
            db.ConnectorOwners.Add(First(new ConnectorId(row.Id)));
            epochs[row.Id] = 1;
        }
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return rows.ToDictionary(static r => r.Id, r => new OwnedConnector(r, epochs[r.Id]));
    }
}
