using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;

namespace SystemConnector.Silo.Telemetry;

/// <summary>
/// Whether the loops of the process move: the timers of SIP, the threads that receive, those that carry media, and the feed of the routing
/// table. What a restart does not mend, such as a database that is away, is no matter of life. Any thread may ask.
/// </summary>
internal sealed class Liveness(SipService sip, RoutingTableFeed routing, ClusterLink link, IHostApplicationLifetime lifetime, TimeProvider time, RelayedCalls? calls = null)
{
    private readonly Lock _lock = new();
    private readonly LoopWatch _watch = new(time);

    /// <summary>What stands still, in a sentence; null when all moves.</summary>
    public string? Fault()
    {
        // While it starts nothing moves yet, and while it stops one after the other ends.
        if (!sip.IsListening || lifetime.ApplicationStopping.IsCancellationRequested) return null;
        if (routing.ExecuteTask is { IsCompleted: true }) return "The routing table is followed no more.";
        lock (_lock)
        {
            if (_watch.IsStill("timers", sip.Node.Transactions.Ticks)) return $"The timers of SIP have not moved for {LoopWatch.Bound.TotalSeconds} s.";
            foreach (var transport in sip.Node.Transports)
            {
                if (transport.Loop is { } loop && _watch.IsStuck($"{transport.Protocol} {transport.Local}", loop))
                    return $"The thread that receives at {transport.Local} has been at one message for {LoopWatch.Bound.TotalSeconds} s.";
            }
            if (link.Loop is { } ofLink && _watch.IsStuck("link", ofLink)) return $"The thread that hears other nodes has been at one message for {LoopWatch.Bound.TotalSeconds} s.";
            var number = 0;
            foreach (var loop in calls?.Relay.Loops ?? [])
                if (_watch.IsStuck($"media {number++}", loop)) return $"A thread that carries media has been at one turn for {LoopWatch.Bound.TotalSeconds} s.";
        }
        return null;
    }
}
