namespace SystemConnector.WebConsole.Migrations;

/// <summary>Rings at a time: waves begin and end by the clock, and nobody has to tell of it.</summary>
internal sealed class Alarm(TimeProvider time, Action ring) : IAsyncDisposable
{
    // A timer waits for some weeks at most; who rings too early is set anew.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    // The node may be a little behind who reads its clock.
    private static readonly TimeSpan _grace = TimeSpan.FromMilliseconds(300);

    private readonly ITimer _timer = time.CreateTimer(static ring => ((Action)ring!)(), ring, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Sets it; null for never.</summary>
    public void Set(DateTimeOffset? moment)
    {
        var wait = moment is { } at ? at - time.GetUtcNow() + _grace : Timeout.InfiniteTimeSpan;
        _timer.Change(moment is null ? wait : TimeSpan.FromTicks(Math.Clamp(wait.Ticks, _grace.Ticks, _longest.Ticks)), Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _timer.DisposeAsync();
}
