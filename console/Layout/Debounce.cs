using Microsoft.JSInterop;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Does something once nothing was asked for during a pause, as between two keys. What was asked for before is given up.</summary>
internal sealed class Debounce(TimeSpan pause, TimeProvider time) : IDisposable
{
    private CancellationTokenSource? _waiting;

    /// <summary>Begins to wait, anew if it waits already.</summary>
    /// <param name="action">What; give it <c>token => InvokeAsync(() => Look(token))</c>.</param>
    public void Begin(Func<CancellationToken, Task> action)
    {
        GiveUp();
        _waiting = new CancellationTokenSource();
        _ = Run(action, _waiting.Token);
    }

    /// <summary>What waits or is under way is not wanted any more.</summary>
    public void GiveUp()
    {
        _waiting?.Cancel();
        _waiting?.Dispose();
        _waiting = null;
    }

    /// <inheritdoc/>
    public void Dispose() => GiveUp();

    private async Task Run(Func<CancellationToken, Task> action, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(pause, time, cancellation);
            await action(cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or JSDisconnectedException)
        {
            // The next key was pressed, or the page is gone.
        }
    }
}
