namespace SystemConnector.Grains.Routing;

/// <summary>
/// A bucket of tokens that holds as many as come in one second, as one number: the time at which it would be full again
/// (a virtual schedule, ITU-T I.371). Changed in one step by any thread.
/// </summary>
internal struct CallRate
{
    private long _fullAt;

    /// <summary>True when there is no token now.</summary>
    public readonly bool IsSpent(int perSecond, TimeSpan now) =>
        perSecond != 0 && Math.Max(Volatile.Read(in _fullAt), now.Ticks) + TimeSpan.TicksPerSecond / perSecond - now.Ticks > TimeSpan.TicksPerSecond;

    /// <summary>Takes a token; false when there is none.</summary>
    /// <param name="perSecond">Tokens that come in a second; 0 for no bound.</param>
    /// <param name="now">The time since anything; it may come a little out of order.</param>
    public bool TryTake(int perSecond, TimeSpan now)
    {
        if (perSecond == 0) return true;
        var cost = TimeSpan.TicksPerSecond / perSecond;
        while (true)
        {
            var before = Volatile.Read(ref _fullAt);
            var after = Math.Max(before, now.Ticks) + cost;
            if (after - now.Ticks > TimeSpan.TicksPerSecond) return false;
            if (Interlocked.CompareExchange(ref _fullAt, after, before) == before) return true;
        }
    }
}
