using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Telemetry;

/// <summary>
/// Finds loops that stand still by comparing what they show with what they showed when somebody last asked: so it takes two questions, and
/// costs the loops nothing. Used by one thread at a time.
/// </summary>
internal sealed class LoopWatch(TimeProvider time)
{
    /// <summary>What stands still for so long is stuck: a message costs microseconds, and timers tick twenty times a second.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, (long Value, long Since)> _seen = [];

    /// <summary>True when a loop that is never without work shows the same as so long ago.</summary>
    public bool IsStill(string name, long value)
    {
        if (_seen.TryGetValue(name, out var last) && last.Value == value) return time.GetElapsedTime(last.Since) >= Bound;
        _seen[name] = (value, time.GetTimestamp());
        return false;
    }

    /// <summary>True when a loop has been at the same work for so long; it may wait for ever.</summary>
    public bool IsStuck(string name, LoopTurn loop)
    {
        var turn = loop.Value;
        return IsStill(name, turn) && (turn & 1) == 1;
    }
}
