namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>A clock that a test sets forward; timers run as ever.</summary>
internal sealed class MovedTime : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

    public void Move(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
