namespace SystemConnector.Api.Authentication;

/// <summary>Says once when a caller is nobody any more, be it that the key was revoked or that its time is over.</summary>
internal sealed class CallerWatch : IDisposable
{
    /// <summary>What timers can wait; whoever is somebody for longer is looked at again then.</summary>
    private static readonly TimeSpan _longest = TimeSpan.FromDays(24);

    private readonly Action _ended;
    private readonly TimeProvider _time;
    private readonly DateTimeOffset? _until;
    private readonly CancellationTokenRegistration _revoked;
    private readonly ITimer? _timer;
    private int _isTold;

    public CallerWatch(Caller caller, TimeProvider time, Action ended)
    {
        (_ended, _time, _until) = (ended, time, caller.Until);
        _revoked = caller.Revoked.UnsafeRegister(static watch => ((CallerWatch)watch!).Tell(), this);
        if (_until is null) return;
        _timer = time.CreateTimer(static watch => ((CallerWatch)watch!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Look();
    }

    public void Dispose()
    {
        _revoked.Unregister();
        _timer?.Dispose();
    }

    private void Look()
    {
        var left = _until!.Value - _time.GetUtcNow();
        if (left <= TimeSpan.Zero) Tell();
        else _timer!.Change(left < _longest ? left : _longest, Timeout.InfiniteTimeSpan);
    }

    private void Tell()
    {
        if (Interlocked.Exchange(ref _isTold, 1) == 0) _ended();
    }
}
