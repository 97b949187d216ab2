namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Hands out the times at which trunks start: each its own, so that a node which takes 10,000 trunks over neither floods its
/// network nor has all of them refresh together an hour later.
/// </summary>
internal sealed class StartPacer(TimeProvider time)
{
    /// <summary>How many trunks start in a second: 10,000 in under a minute, one alone at once.</summary>
    public const int PerSecond = 200;

    private readonly Lock _lock = new();
    private readonly long _step = time.TimestampFrequency / PerSecond;
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
