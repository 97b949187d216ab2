using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Events;

/// <summary>
/// Sees to it that what every node comes to know, changes of routing and of nodes, is told once. The first living node tells it; the others
/// remember it until they hear it, so that whichever is the first next tells what the former did not.
/// </summary>
internal sealed class EventWitness(IEventPublisher publisher, EventLog log, ClusterNodes nodes, RoutingTableFeed routing, TimeProvider time)
    : BackgroundService, IRouteChangeListener
{
    private const int Most = 10_000;
    private const int ReadSize = 256;

    private readonly Lock _lock = new();
    private readonly LatestBySubject<Witnessed> _unheard = new(Most);
    private readonly LatestBySubject<string> _heard = new(Most);
    private readonly Dictionary<string, NodeState> _states = [];

    public void Changed(RoutingTable previous, RoutingTable current, ImmutableArray<RouteChange> entries)
    {
        foreach (var change in RoutingChanges.Between(previous, current, entries, time.GetUtcNow())) Witness(change);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The nodes that are there when this one begins to look are no news.
        await routing.Loaded.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var node in nodes.All) _states[node.Silo] = node.State;
        nodes.Changed += Look;
        try
        {
            for (var position = log.End; ;)
            {
                await log.Beyond(position, stoppingToken);
                var read = log.Read(position, ReadSize);
                foreach (var logged in read.Events)
                    if (logged.Event is WitnessedEvent witnessed)
                        Hear(witnessed);
                position = read.IsGone ? log.End : read.Next;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
        finally
        {
            nodes.Changed -= Look;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            foreach (var node in nodes.All)
            {
                if (_states.TryGetValue(node.Silo, out var known) && known == node.State) continue;
                _states[node.Silo] = node.State;
                Witness(new NodeStateChanged(time.GetUtcNow(), node));
            }
            if (!Tells()) return;
            foreach (var witnessed in _unheard.Values) Tell(witnessed);
        }
    }

    private void Witness(WitnessedEvent happened)
    {
        lock (_lock)
        {
            _unheard.Remove(happened.Subject);
            if (_heard.TryGet(happened.Subject, out var fact) && fact == happened.Fact) return;
            var witnessed = new Witnessed(happened);
            _unheard.Put(happened.Subject, witnessed);
            if (Tells()) Tell(witnessed);
        }
    }

    private void Hear(WitnessedEvent happened)
    {
        lock (_lock)
        {
            if (_unheard.TryGet(happened.Subject, out var witnessed) && witnessed.Event.Fact == happened.Fact) _unheard.Remove(happened.Subject);
            _heard.Put(happened.Subject, happened.Fact);
        }
    }

    /// <summary>Whether this node is the first of those that live.</summary>
    private bool Tells()
    {
        ClusterNode? first = null;
        foreach (var node in nodes.All)
            if (node.State is NodeState.Active or NodeState.Draining && (first is null || node.Number < first.Number))
                first = node;
        return first?.Number == nodes.Self.Number;
    }

    private void Tell(Witnessed witnessed)
    {
        if (witnessed.IsTold) return;
        witnessed.IsTold = true;
        publisher.Publish(witnessed.Event);
    }

    private sealed class Witnessed(WitnessedEvent happened)
    {
        public WitnessedEvent Event => happened;

        public bool IsTold { get; set; }
    }
}
