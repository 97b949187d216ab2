namespace SystemConnector.WebConsole.GraphQL;

/// <summary>
/// Keeps what a page shows up to date: asks for it anew when something of a kind happens, at most a few times a second, however much
/// happens. Disposed with its page.
/// </summary>
public sealed class Live : IAsyncDisposable
{
    private static readonly TimeSpan _gather = TimeSpan.FromMilliseconds(250);

    private readonly GraphQLClient _client;
    private readonly Func<Task> _refresh;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _ending = new();
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly Task _work;

    private Live(GraphQLClient client, IReadOnlyDictionary<string, object?> variables, Func<Task> refresh, TimeProvider time)
    {
        (_client, _refresh, _time) = (client, refresh, time);
        _work = Task.WhenAll(Listen(variables), Refresh());
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="client">The client.</param>
    /// <param name="time">The clock.</param>
    /// <param name="refresh">Asks for what is shown anew; give it <c>() => InvokeAsync(Load)</c>. Called at the beginning too, so nothing is missed between the first load and the first event.</param>
    /// <param name="topics">Of which kinds: members of EventTopic.</param>
    public static Live Watch(GraphQLClient client, TimeProvider time, Func<Task> refresh, params string[] topics) =>
        new(client, new Dictionary<string, object?> { ["topics"] = topics }, refresh, time);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
        _changed.Dispose();
    }

    private async Task Listen(IReadOnlyDictionary<string, object?> variables)
    {
        await foreach (var _ in _client.Follow(EventOperations.Events, variables, static data => data.Events.Cursor, Changed, _ending.Token)) Changed();
    }

    private async Task Refresh()
    {
        while (true)
        {
            await _changed.WaitAsync(_ending.Token);
            await _refresh();
            await Task.Delay(_gather, _time, _ending.Token);
        }
    }

    private void Changed()
    {
        if (_changed.CurrentCount == 0) _changed.Release();
    }
}
