using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Writes the rows of nodes: this node's before its silo joins, again when it speaks SIP, and whether any node drains. Each is a change
/// of the log, so that all nodes know it within milliseconds.
/// </summary>
internal sealed partial class NodeRegistration(
    NodeIdentity identity, NodeNameCheck names, ConfigurationStore store, IServiceProvider services, TimeProvider time, ILogger<NodeRegistration> logger)
    : IHostedService, INodePresence, INodeDraining
{
    private static readonly TimeSpan _retryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Takes the node's number and says that it starts.</summary>
    /// <exception cref="NodeNameTakenException">Another node of that name is alive.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var former = await store.Read(db => db.Nodes.SingleOrDefaultAsync(n => n.Name == identity.Name, cancellationToken), cancellationToken);
        if (former is not null) await names.Check(former.Name, former.Silo, cancellationToken);

        var written = await store.Write(async (db, log) =>
        {
            var row = await db.Nodes.SingleOrDefaultAsync(n => n.Name == identity.Name, cancellationToken);
            // Of two that start at once the second finds the first, which was not there when it looked.
            if (row?.Silo != former?.Silo) throw new NodeNameTakenException(identity.Name, row!.Silo);
            if (row is null)
            {
                var taken = await db.Nodes.Select(static n => n.Number).ToListAsync(cancellationToken);
                db.Nodes.Add(row = new NodeRow { Number = NodeRows.FreeNumber(taken), Name = identity.Name });
            }
            row.Silo = identity.Silo.ToParsableString();
            row.Ready = row.Draining = false;
            row.Link = "";
            row.Sockets = NodeRows.Json([]);
            row.Version = identity.Version;
            row.StartedAt = identity.StartedAt.ToUnixTimeMilliseconds();
            row.GoneSince = 0;
            log.Node(row.Number);
            return Outcome.Of(row);
        });
        identity.Number = (ushort)written.Outcome.Value!.Number;
        LogStarts(identity.Name, identity.Number, identity.Silo);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task Listening(string link, ImmutableArray<NodeSocket> sockets, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                var outcome = await Change(identity.Name, row =>
                {
                    row.Link = link;
                    row.Sockets = NodeRows.Json(sockets);
                    row.Ready = true;
                });
                if (outcome.Succeeded) return;
                throw new InvalidOperationException($"The row of node \"{identity.Name}\" was deleted from the table of nodes while it started; start it again.");
            }
            catch (StorageUnavailableException exception)
            {
                LogNotReady(exception);
                await Task.Delay(_retryDelay, time, cancellation);
            }
        }
    }

    public async Task<Outcome<ClusterNode>> Set(string node, bool draining)
    {
        try
        {
            var outcome = await Change(node, row => row.Draining = draining);
            if (!outcome.Succeeded) return Outcome.Refused<ClusterNode>(outcome.Faults);
            return Outcome.Of(services.GetRequiredService<ClusterNodes>().Describe(NodeRows.Entry(outcome.Value!)));
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<ClusterNode>(StorageFault.Of(exception));
        }
    }

    private async Task<Outcome<NodeRow>> Change(string node, Action<NodeRow> change)
    {
        var (outcome, sequence) = await store.Write(async (db, log) =>
        {
            if (await db.Nodes.SingleOrDefaultAsync(n => n.Name == node) is not { } row)
                return Outcome.Refused<NodeRow>(new Fault(FaultCode.NotFound, "node", $"There is no node \"{node}\"."));
            change(row);
            log.Node(row.Number);
            return Outcome.Of(row);
        });
        // Asked for now and not by the constructor: this starts before the silo, of which the publisher has the grains.
        await services.GetRequiredService<RoutePublisher>().Publish(sequence);
        return outcome;
    }

    [LoggerMessage(1, LogLevel.Information, "Node {Name} has number {Number} and starts as {Silo}.")]
    private partial void LogStarts(string name, ushort number, SiloAddress silo);

    [LoggerMessage(2, LogLevel.Warning, "The database does not answer, so the others cannot know that this node is ready; it is tried again.")]
    private partial void LogNotReady(Exception exception);
}
