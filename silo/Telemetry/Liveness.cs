using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Telemetry;

/// <summary>
/// Whether the loops of the process move: the timers of SIP, the threads that receive, those that carry media, and the feed of the routing
/// table. What a restart does not mend, such as a database that is away, is no matter of life. Any thread may ask.
/// </summary>
internal sealed class Liveness(SipService sip, RoutingTableFeed routing, IHostApplicationLifetime lifetime, TimeProvider time, RelayedCalls? calls = null)
{
    /// <summary>What stands still for so long is stuck: a message costs microseconds, and the timers tick twenty times a second.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long Value, long Since)> _seen = [];

    /// <summary>What stands still, in a sentence; null when all moves. It takes two questions to find out.</summary>
    public string? Fault()
    {
        // While it starts nothing moves yet, and while it stops one after the other ends.
        if (!sip.IsListening || lifetime.ApplicationStopping.IsCancellationRequested) return null;
        if (routing.ExecuteTask is { IsCompleted: true }) return "The routing table is followed no more.";
        lock (_lock)
        {
            if (IsStill("timers", sip.Node.Transactions.Ticks)) return $"The timers of SIP have not moved for {Bound.TotalSeconds} s.";
            foreach (var transport in sip.Node.Transports)
                if (transport.Loop is { } loop && IsStuck($"{transport.Protocol} {transport.Local}", loop)) return $"The thread that receives at {transport.Local} has worked on one message for {Bound.TotalSeconds} s.";
            var number = 0;
            foreach (var loop in calls?.Relay.Loops ?? [])
                if (IsStuck($"media {number++}", loop)) return $"A thread that carries media has not come to its end for {Bound.TotalSeconds} s.";
        }
        return null;
    }

    // Even: it waits, for as long as nothing comes.
    private bool IsStuck(string name, LoopTurn loop) => loop.Value is var value && IsStill(name, value) && (value & 1) == 1;

    private bool IsStill(string name, long value)
    {
        if (_seen.TryGetValue(name, out var last) && last.Value == value) return time.GetElapsedTime(last.Since) >= Bound;
        _seen[name] = (value, time.GetTimestamp());
        return false;
    }
}
