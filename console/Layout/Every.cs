namespace SystemConnector.WebConsole.Layout;

/// <summary>Does something again and again, for what no event tells. Disposed with its page.</summary>
internal sealed class Every : IAsyncDisposable
{
    private readonly PeriodicTimer _timer;
    private readonly Task _work;

    private Every(TimeSpan period, TimeProvider time, Func<Task> action)
    {
        _timer = new PeriodicTimer(period, time);
        _work = Work(action);
    }

    /// <summary>Begins; the first time is one period from now.</summary>
    /// <param name="period">How often.</param>
    /// <param name="time">The clock.</param>
    /// <param name="action">What; give it <c>() => InvokeAsync(Load)</c>.</param>
    public static Every Period(TimeSpan period, TimeProvider time, Func<Task> action) => new(period, time, action);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task Work(Func<Task> action)
    {
        while (await _timer.WaitForNextTickAsync()) await action();
    }
}
