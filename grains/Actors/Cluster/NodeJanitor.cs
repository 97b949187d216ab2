using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Cluster;

/// <summary>Forgets nodes that have been gone for a day and are the home of nothing. One node does it for all, now and then.</summary>
internal sealed partial class NodeJanitor(
    IClusterNodes nodes, ConfigurationStore store, RoutePublisher publisher, TimeProvider time, ILogger<NodeJanitor> logger)
    : RepeatedService(TimeSpan.FromMinutes(10), time, logger)
{
    private static readonly TimeSpan _kept = TimeSpan.FromDays(1);

    protected override Task Round(CancellationToken stopping) => nodes.IsSelfFirst() ? Sweep() : Task.CompletedTask;

    /// <summary>Notes who is gone, and removes who was gone a day ago already.</summary>
    internal async Task Sweep()
    {
        var gone = nodes.All.Where(static n => n.State == NodeState.Gone).ToDictionary(static n => (int)n.Number, static n => n.Silo);
        var (_, sequence) = await store.Write(async (db, log) =>
        {
            var now = Time.GetUtcNow();
            foreach (var row in await db.Nodes.ToListAsync())
            {
                // A row of another life than the one that is gone was written meanwhile.
                if (!gone.TryGetValue(row.Number, out var silo) || silo != row.Silo) row.GoneSince = 0;
                else if (row.GoneSince == 0) row.GoneSince = now.ToUnixTimeMilliseconds();
                else if (now - DateTimeOffset.FromUnixTimeMilliseconds(row.GoneSince) >= _kept && !await db.ConnectorOwners.AnyAsync(o => o.Node == row.Number))
                    Remove(db, log, row);
            }
            return Outcome.Of(gone);
        });
        await publisher.Publish(sequence);
    }

    private void Remove(ConnectorDb db, ChangeLog log, NodeRow row)
    {
        db.Nodes.Remove(row);
        log.Node(row.Number);
        LogRemoved(Logger, row.Name, row.Number);
    }

    [LoggerMessage(1, LogLevel.Information, "Node {Name} has been gone for a day: it is forgotten, and its number {Number} is free.")]
    private static partial void LogRemoved(ILogger logger, string name, int number);
}
