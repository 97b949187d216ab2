using System.Collections.Concurrent;

namespace SystemConnector.Api.Authentication;

/// <summary>A bucket for each of many, of whom those are forgotten that took nothing lately.</summary>
internal sealed class TokenBuckets<TKey>(double perSecond, int burst, TimeProvider time)
    where TKey : notnull
{
    /// <summary>More are one: whoever makes up so many names or addresses shares a bucket with the others.</summary>
    private const int Max = 10_000;

    private readonly ConcurrentDictionary<TKey, TokenBucket> _buckets = new();
    private readonly TokenBucket _others = new(perSecond, burst, time);
    private int _count;

    /// <summary>Takes one for the key; when there is none, says after which time there is.</summary>
    public bool TryTake(TKey key, out TimeSpan retryAfter) => Of(key).TryTake(out retryAfter);

    private TokenBucket Of(TKey key)
    {
        if (_buckets.TryGetValue(key, out var bucket)) return bucket;
        if (Volatile.Read(ref _count) >= Max) Sweep();
        if (Volatile.Read(ref _count) >= Max) return _others;
        var made = new TokenBucket(perSecond, burst, time);
        bucket = _buckets.GetOrAdd(key, made);
        if (ReferenceEquals(bucket, made)) Interlocked.Increment(ref _count);
        return bucket;
    }

    private void Sweep()
    {
        foreach (var (key, bucket) in _buckets)
            if (bucket.IsFull() && _buckets.TryRemove(key, out _)) Interlocked.Decrement(ref _count);
    }
}
