namespace SystemConnector.Silo.Trunks;

/// <summary>Makes one event of many that come close together: ten thousand trunks that start are one change to an index.</summary>
internal sealed class ChangeSignal : IDisposable
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);

    private readonly ITimer _timer;
    private int _isRaised;

    /// <summary>Prepares it.</summary>
    public ChangeSignal(TimeProvider time) => _timer = time.CreateTimer(static signal => ((ChangeSignal)signal!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Something changed since the last time.</summary>
    public event Action? Raised;

    /// <summary>Something changed.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref _isRaised, 1) == 0) _timer.Change(Gathering, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Tell()
    {
        Volatile.Write(ref _isRaised, 0);
        Raised?.Invoke();
    }
}
