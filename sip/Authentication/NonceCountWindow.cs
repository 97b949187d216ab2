using System.Runtime.CompilerServices;

namespace SystemConnector.Sip.Authentication;

/// <summary>
/// Remembers which nonce counts were used (RFC 7616 §5.12), per node: each once, in any order within the last 64 of its nonce.
/// </summary>
/// <remarks>
/// Two generations of tables, exchanged once per lifetime: an entry lives for one to two lifetimes after its first use, so longer
/// than its nonce. Sharded, so that no lock is shared by all. Bounded: a full shard says so instead of growing.
/// Only who knows a password gets in, so a stranger cannot fill it.
/// </remarks>
internal sealed class NonceCountWindow
{
    private const int ShardBits = 4;

    private readonly Shard[] _shards = new Shard[1 << ShardBits];

    public NonceCountWindow(int capacity, TimeSpan lifetime, TimeProvider time)
    {
        for (var i = 0; i < _shards.Length; i++) _shards[i] = new Shard(Math.Max(1, capacity >> ShardBits), lifetime, time);
    }

    /// <summary>Records one use of a nonce.</summary>
    /// <param name="nonceId">Not 0.</param>
    /// <param name="count">The nonce count.</param>
    public NonceCountUse Record(ulong nonceId, uint count)
    {
        // Fibonacci hashing: identifiers of one node are consecutive.
        var hash = nonceId * 0x9E3779B97F4A7C15;
        return _shards[hash >> (64 - ShardBits)].Record(nonceId, hash << ShardBits, count);
    }

    private sealed class Shard(int capacity, TimeSpan lifetime, TimeProvider time)
    {
        private readonly Lock _lock = new();
        private NonceCountTable _current = new(capacity);
        private NonceCountTable _previous = new(capacity);
        private long _turnedAt = time.GetTimestamp();

        public NonceCountUse Record(ulong nonceId, ulong hash, uint count)
        {
            lock (_lock)
            {
                Turn();
                ref var entry = ref _previous.Find(nonceId, hash);
                if (Unsafe.IsNullRef(ref entry)) entry = ref _current.FindOrAdd(nonceId, hash);
                if (Unsafe.IsNullRef(ref entry)) return NonceCountUse.Full;
                return entry.Use(count) ? NonceCountUse.First : NonceCountUse.Again;
            }
        }

        private void Turn()
        {
            var now = time.GetTimestamp();
            var age = time.GetElapsedTime(_turnedAt, now);
            if (age < lifetime) return;
            (_current, _previous) = (_previous, _current);
            _current.Clear();
            if (age >= 2 * lifetime) _previous.Clear();
            _turnedAt = now;
        }
    }
}
