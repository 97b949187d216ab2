namespace SystemConnector.Api.Transport;

/// <summary>What waits to be sent to one client, bounded in messages and bytes. What was made for it waits for room, and is never made again.</summary>
#pragma warning disable CA1001 // A semaphore whose handle nobody asks for holds nothing.
internal sealed class Backlog(ApiOptions options, TimeProvider time)
#pragma warning restore CA1001
{
    /// <summary>Small messages of the protocol that find room where answers find none: without them a client that reads would be cut off.</summary>
    private const int Reserve = 64;

    // How long there may be no room.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _turn = new(1);
    private int _messages;
    private long _bytes;
    private TaskCompletionSource? _sent;

    /// <summary>How many messages may wait.</summary>
    public int Capacity => options.MaxQueuedMessagesPerSocket;

    /// <summary>Takes room at once; false when there is none, or others wait for some.</summary>
    public bool TryEnter(int messages, long bytes) => _turn.CurrentCount > 0 && TryTake(messages, bytes);

    /// <summary>Takes room for a small message of the protocol; false when also the reserve is taken.</summary>
    public bool TryEnterReserve(long bytes)
    {
        lock (_lock)
        {
            if (_messages >= Capacity + Reserve || _bytes + bytes > options.MaxQueuedBytesPerSocket * 5L / 4) return false;
            Take(1, bytes);
            return true;
        }
    }

    /// <summary>Takes room as soon as there is some, one after the other; false when the client did not let it come to that.</summary>
    public async Task<bool> Enter(int messages, long bytes, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            return await Until(() => TryTake(messages, bytes), cancellation);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Completes when at most half of the room is taken; with false when the client did not let it come to that.</summary>
    public Task<bool> Drained(CancellationToken cancellation) => Until(() => _messages <= Capacity / 2 && _bytes <= options.MaxQueuedBytesPerSocket / 2, cancellation);

    /// <summary>Gives room back.</summary>
    public void Sent(int messages, long bytes)
    {
        TaskCompletionSource? sent;
        lock (_lock)
        {
            _messages -= messages;
            _bytes -= bytes;
            (sent, _sent) = (_sent, null);
        }
        sent?.SetResult();
    }

    private async Task<bool> Until(Func<bool> isSo, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task sent;
            lock (_lock)
            {
                if (isSo()) return true;
                sent = (_sent ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            var left = _patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return false;
            try
            {
                await sent.WaitAsync(left, time, cancellation);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
    }

    private bool TryTake(int messages, long bytes)
    {
        lock (_lock)
        {
            if (_messages + messages > Capacity) return false;
            // What is larger than all is let through when it is alone: it was made already.
            if (_bytes + bytes > options.MaxQueuedBytesPerSocket && _messages > 0) return false;
            Take(messages, bytes);
            return true;
        }
    }

    private void Take(int messages, long bytes)
    {
        _messages += messages;
        _bytes += bytes;
    }
}
