namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Hands out the times at which trunks start: each its own, so that a node with 10,000 of them neither floods its network nor has all
/// of them refresh together an hour later.
/// </summary>
internal sealed class StartPacer(TimeProvider time, int perSecond)
{
    /// <summary>
    /// How many trunks start in a second with their node: 10,000 in under a minute, one alone at once. That has time, for far sides still
    /// have the registrations of the node's former life, at the same address.
    /// </summary>
    public const int WithNode = 200;

    /// <summary>
    /// How many start in a second that are taken over. Each is unreachable until then, so that of 2,500 half are begun within half a second
    /// and all within one: a challenged registration costs about 0.1 ms of a core, hence a quarter of one for that second, and four
    /// datagrams, hence 10,000 packets, which a socket takes in its stride.
    /// </summary>
    public const int TakenOver = 2500;

    private readonly Lock _lock = new();
    private readonly long _step = time.TimestampFrequency / perSecond;
    private long _next = time.GetTimestamp();

    /// <summary>How long the next one waits.</summary>
    public TimeSpan Next()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            var slot = Math.Max(now, _next);
            _next = slot + _step;
            return time.GetElapsedTime(now, slot);
        }
    }
}
