namespace SystemConnector.Silo.Trunks;

/// <summary>A timer of one part of a trunk's life. Used under the trunk's lock, which also is held when it calls.</summary>
internal sealed class TrunkTimer(TrunkContext context, Action due)
{
    // A timer may fire this much before the clock says so.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(20);

    private ITimer? _timer;
    private long _setAt;
    private TimeSpan _after;
    private bool _isSet;

    /// <summary>When it fires, as set last; null while it rests.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Sets or moves it.</summary>
    public void Set(TimeSpan after)
    {
        if (context.IsStopped) return;
        // Never at once: a fake clock would call back from in here.
        if (after < TimeSpan.FromMilliseconds(1)) after = TimeSpan.FromMilliseconds(1);
        _setAt = context.Environment.Time.GetTimestamp();
        _after = after;
        _isSet = true;
        DueAt = context.Now + after;
        if (_timer is null) _timer = context.Environment.Time.CreateTimer(static timer => ((TrunkTimer)timer!).Fire(), this, after, Timeout.InfiniteTimeSpan);
        else _timer.Change(after, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes it back.</summary>
    public void Clear()
    {
        if (!_isSet) return;
        _isSet = false;
        DueAt = null;
        _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Takes it back for good.</summary>
    public void Stop()
    {
        _isSet = false;
        DueAt = null;
        _timer?.Dispose();
    }

    private void Fire() => context.Run(() =>
    {
        // A call that was under way when the timer was moved or taken back is none.
        if (!_isSet || context.Environment.Time.GetElapsedTime(_setAt) + Tolerance < _after) return;
        _isSet = false;
        DueAt = null;
        due();
    });
}
