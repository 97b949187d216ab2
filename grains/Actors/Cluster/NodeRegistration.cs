using System.Collections.Immutable;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Audit;
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

    public Task<Outcome<ClusterNode>> Request(string node, bool draining) => Drain(node, draining, row => Objection(row, draining));

    public Task<Outcome<ClusterNode>> Set(string node, bool draining) => Drain(node, draining, static _ => null);

    private async Task<Outcome<ClusterNode>> Drain(string node, bool draining, Func<Rows, Fault?> objection)
    {
        try
        {
            var outcome = await Change(node, row => row.Draining = draining, objection);
            return outcome.Succeeded ? Outcome.Of(Describe(outcome.Value!)) : Outcome.Refused<ClusterNode>(outcome.Faults);
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<ClusterNode>(StorageFault.Of(exception));
        }
    }

    /// <summary>By the rows as they are within the write, so that of two drains at once the second sees the first.</summary>
    private Fault? Objection(Rows rows, bool draining)
    {
        var name = rows.Node.Name;
        if (Describe(rows.Node).State == NodeState.Gone)
            return new Fault(FaultCode.Contradiction, "node", $"Node \"{name}\" is gone: there is nothing to drain, and it will not drain when it comes back.");
        return !draining || rows.All.Exists(other => other.Number != rows.Node.Number && Describe(other).State == NodeState.Active)
            ? null
            : new Fault(FaultCode.Contradiction, "node", $"No node but \"{name}\" is active: there is none to which its calls and trunks could go. Start another one first.");
    }

    private ClusterNode Describe(NodeRow row) => services.GetRequiredService<ClusterNodes>().Describe(NodeRows.Entry(row));

    private async Task<Outcome<NodeRow>> Change(string node, Action<NodeRow> change, Func<Rows, Fault?>? objection = null)
    {
        var (outcome, sequence) = await store.Write(async (db, log) =>
        {
            var all = await db.Nodes.ToListAsync();
            if (all.Find(n => n.Name == node) is not { } row)
                return Outcome.Refused<NodeRow>(new Fault(FaultCode.NotFound, "node", $"There is no node \"{node}\"."));
            if (objection?.Invoke(new Rows(row, all)) is { } fault) return Outcome.Refused<NodeRow>(fault);
            var was = row.Draining;
            change(row);
            // What a node says of itself is no news to people; what they tell it is.
            if (row.Draining != was && Actor.Current != Actor.Node)
                AuditTrail.Summarize(db, new("ClusterNode", null, row.Number.ToString(CultureInfo.InvariantCulture), row.Name), AuditAction.Changed, new { draining = was }, new { row.Draining });
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

    /// <summary>A node's row, and those of all nodes.</summary>
    private sealed record Rows(NodeRow Node, List<NodeRow> All);
}
