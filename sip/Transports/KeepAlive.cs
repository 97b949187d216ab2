namespace SystemConnector.Sip.Transports;

/// <summary>
/// Signs of life on a connection that we opened (RFC 5626 §3.5.1, §4.4.1): a ping when nothing was heard for a while, and the end when
/// a peer that answered one before leaves another without. Many never answer, and mean nothing by it.
/// </summary>
internal sealed class KeepAlive(TimeProvider time, TimeSpan interval, TimeSpan pongTimeout)
{
    // 80–100 % of the interval, so that connections which were opened together drift apart.
    private TimeSpan _wait = Jittered(interval);
    private long _heardAt = time.GetTimestamp();
    private long _pingedAt;
    private volatile bool _isAwaited, _hasAnswered;

    /// <summary>True while a ping of ours waits for its line end.</summary>
    public bool IsAwaited => _isAwaited;

    /// <summary>True when a ping is to be sent now, which counts as sent.</summary>
    public bool IsDue(long now)
    {
        if (time.GetElapsedTime(Math.Max(Volatile.Read(ref _heardAt), _pingedAt), now) < _wait) return false;
        _wait = Jittered(interval);
        _pingedAt = now;
        _isAwaited = true;
        return true;
    }

    /// <summary>True when a peer that answers pings left the last one without.</summary>
    public bool IsUnanswered(long now)
    {
        if (!_isAwaited || time.GetElapsedTime(_pingedAt, now) <= pongTimeout) return false;
        // What comes later is no answer to it.
        _isAwaited = false;
        return _hasAnswered && Volatile.Read(ref _heardAt) < _pingedAt;
    }

    /// <summary>Bytes came: the peer is there, whatever they say.</summary>
    public void Heard(long now) => Volatile.Write(ref _heardAt, now);

    /// <summary>The line end that answers a ping came.</summary>
    public void Answered()
    {
        _isAwaited = false;
        _hasAnswered = true;
    }

    private static TimeSpan Jittered(TimeSpan interval) => interval * (0.8 + 0.2 * Random.Shared.NextDouble());
}
