using System.Security.Cryptography;

namespace SystemConnector.Sip.Media;

/// <summary>
/// Pairs of media ports, even for RTP and the next for RTCP, in random order: whoever sprays a range cannot tell where the next call
/// is. A pair that was given back rests, so that late packets of its old call do not reach a new one.
/// </summary>
/// <remarks>Its lock is taken once for each side of a media, for a few instructions.</remarks>
internal sealed class PortPool
{
    /// <summary>How long a pair rests: 64·T1, after which a peer that was sent a BYE has heard of it. Less when no other is left.</summary>
    public static readonly TimeSpan Rest = TimeSpan.FromSeconds(32);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ushort[] _free;
    private readonly Queue<(ushort Port, long Since)> _resting = new();
    private int _freeCount;

    /// <param name="min">The first port.</param>
    /// <param name="max">The last port.</param>
    /// <param name="mostPairs">How many may be in use at once.</param>
    /// <param name="time">For the rest.</param>
    public PortPool(int min, int max, long mostPairs, TimeProvider time)
    {
        _time = time;
        var first = min + (min & 1);
        _freeCount = (max - first + 1) / 2;
        _free = new ushort[_freeCount];
        for (var i = 0; i < _freeCount; i++) _free[i] = (ushort)(first + 2 * i);
        Most = (int)Math.Min(_freeCount, mostPairs);
    }

    /// <summary>How many pairs may be in use at once.</summary>
    public int Most { get; }

    /// <summary>How many pairs are in use.</summary>
    public int InUse
    {
        get
        {
            lock (_lock) return Used;
        }
    }

    private int Used => _free.Length - _freeCount - _resting.Count;

    /// <summary>Takes a pair by its even port; false when all are in use.</summary>
    public bool TryTake(out ushort port)
    {
        port = 0;
        lock (_lock)
        {
            if (Used >= Most) return false;
            while (_resting.TryPeek(out var oldest) && (_freeCount == 0 || _time.GetElapsedTime(oldest.Since) >= Rest))
                _free[_freeCount++] = _resting.Dequeue().Port;
            var i = RandomNumberGenerator.GetInt32(_freeCount);
            port = _free[i];
            _free[i] = _free[--_freeCount];
            return true;
        }
    }

    /// <summary>Gives a pair back.</summary>
    public void Return(ushort port)
    {
        lock (_lock) _resting.Enqueue((port, _time.GetTimestamp()));
    }
}
