namespace SystemConnector.Api.Authentication;

/// <summary>So many at once, and so many a second from then on.</summary>
internal sealed class TokenBucket(double perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _left = burst;
    private long _at = time.GetTimestamp();

    /// <summary>Takes one; when there is none, says after which time there is.</summary>
    public bool TryTake(out TimeSpan retryAfter)
    {
        lock (_lock)
        {
            Refill();
            retryAfter = _left >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds((1 - _left) / perSecond);
            if (retryAfter > TimeSpan.Zero) return false;
            _left--;
            return true;
        }
    }

    /// <summary>Whether nothing was taken for so long that a new one would be the same.</summary>
    public bool IsFull()
    {
        lock (_lock)
        {
            Refill();
            return _left >= burst;
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        _left = Math.Min(burst, _left + (time.GetElapsedTime(_at, now).TotalSeconds * perSecond));
        _at = now;
    }
}
