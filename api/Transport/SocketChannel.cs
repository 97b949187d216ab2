using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace SystemConnector.Api.Transport;

/// <summary>
/// Text messages over a WebSocket: one reader, many writers in a queue that is bounded in messages and bytes, one close. A peer that does
/// not read is cut off, so it never grows memory.
/// </summary>
internal sealed class SocketChannel : IAsyncDisposable
{
    // How long a peer may take to read what is queued and to answer our close before the connection is dropped; one that was cut off since
    // it does not read gets longer, so that it learns why.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5), CutOffTimeout = TimeSpan.FromSeconds(30);

    // How long a full queue may stay so.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // So much goes into one write.
    private const int MaxHeld = 32 << 10;

    private static readonly byte[] _tail = "}"u8.ToArray();

    private readonly WebSocket _socket;
    private readonly CorkedStream? _cork;
    private readonly ApiOptions _options;
    private readonly SubscriptionMetrics _metrics;
    private readonly Channel<Outbound> _outbound = Channel.CreateUnbounded<Outbound>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _aborted;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private readonly Lock _lock = new();
    private int _messages;
    private long _bytes;
    private TaskCompletionSource? _drained;
    private (SocketClose Code, string Reason)? _close;
    private volatile bool _isCutOff;
    private ITimer? _abortTimer;

    /// <param name="socket">The socket.</param>
    /// <param name="cork">The stream below it; null when each message is a write of its own.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="metrics">Who counts.</param>
    /// <param name="time">The time.</param>
    public SocketChannel(WebSocket socket, CorkedStream? cork, ApiOptions options, SubscriptionMetrics metrics, TimeProvider time)
    {
        (_socket, _cork, _options, _metrics, _time) = (socket, cork, options, metrics, time);
        _aborted = new CancellationTokenSource();
        _writing = Write();
    }

    /// <summary>How many messages may wait.</summary>
    public int Capacity => _options.MaxQueuedMessagesPerSocket;

    /// <summary>Queues a message; after a close it is dropped. A peer that leaves no room for it is cut off.</summary>
    public void Send(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        if (!TryQueue(new Outbound(bytes, default, 1, bytes.Length))) CutOff();
    }

    /// <summary>Queues messages that have the same head and an answer each, all or none; false when there is no room.</summary>
    public bool TrySend(byte[] head, ReadOnlyMemory<Answer> answers)
    {
        if (answers.IsEmpty) return true;
        var bytes = 0L;
        foreach (var answer in answers.Span) bytes += head.Length + answer.Json.Length + _tail.Length;
        if (!TryQueue(new Outbound(head, answers, answers.Length, bytes))) return false;
        _metrics.Answered(answers.Length);
        return true;
    }

    /// <summary>Completes when at most half of the queue is taken. A peer that does not let it come to that is cut off.</summary>
    public async Task Drained(CancellationToken cancellation)
    {
        Task drained;
        lock (_lock)
        {
            if (IsDrained) return;
            drained = (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
        try
        {
            await drained.WaitAsync(Patience, _time, cancellation);
        }
        catch (TimeoutException)
        {
            CutOff();
            // Nothing more comes, and whoever reads the socket ends the operation.
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
        }
    }

    /// <summary>Closes once what is queued has been sent. The first close counts.</summary>
    public void Close(SocketClose code, string reason) => Close(code, reason, CloseTimeout);

    /// <summary>The next text message; null when the peer closed or vanished.</summary>
    public async Task<string?> Receive()
    {
        var message = new ArrayBufferWriter<byte>();
        while (true)
        {
            ValueWebSocketReceiveResult received;
            try
            {
                received = await _socket.ReceiveAsync(message.GetMemory(4096), _aborted.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                return null; // Gone without a close, or too slow with its answer to ours.
            }

            if (received.MessageType == WebSocketMessageType.Close) return null;
            message.Advance(received.Count);
            if (_close is not null) message.Clear(); // Only its close is waited for.
            else if (received.MessageType != WebSocketMessageType.Text) Close(SocketClose.BadRequest, "Messages are text");
            else if (message.WrittenCount > _options.MaxRequestBytes) Close(SocketClose.MessageTooBig, $"A message has at most {_options.MaxRequestBytes} bytes");
            else if (received.EndOfMessage) return Encoding.UTF8.GetString(message.WrittenSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Close(SocketClose.Normal, "");
        await _writing;
        if (_abortTimer is not null) await _abortTimer.DisposeAsync();
        _aborted.Dispose();
    }

    private bool IsDrained => _messages <= _options.MaxQueuedMessagesPerSocket / 2 && _bytes <= _options.MaxQueuedBytesPerSocket / 2;

    private bool TryQueue(Outbound next)
    {
        lock (_lock)
        {
            if (_close is not null) return true;
            if (_messages + next.Messages > _options.MaxQueuedMessagesPerSocket) return false;
            // One that is larger than all is let through when it is alone: it was made already.
            if (_bytes + next.Bytes > _options.MaxQueuedBytesPerSocket && _messages > 0) return false;
            _messages += next.Messages;
            _bytes += next.Bytes;
        }
        _outbound.Writer.TryWrite(next);
        return true;
    }

    private void Sent(Outbound sent)
    {
        lock (_lock)
        {
            _messages -= sent.Messages;
            _bytes -= sent.Bytes;
            if (_drained is null || !IsDrained) return;
            _drained.SetResult();
            _drained = null;
        }
    }

    /// <summary>What is queued is dropped: the peer has it from its last cursor on when it comes again.</summary>
    private void CutOff()
    {
        _isCutOff = true;
        if (Close(SocketClose.TooSlow, "Too slow: too many messages wait", CutOffTimeout)) _metrics.CutOff();
    }

    private bool Close(SocketClose code, string reason, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_close is not null) return false;
            _close = (code, reason);
            _abortTimer = _time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _aborted, timeout, Timeout.InfiniteTimeSpan);
        }
        _outbound.Writer.TryComplete();
        return true;
    }

    private async Task Write()
    {
        // Not on the thread of whoever makes the channel.
        await Task.Yield();
        var message = new ArrayBufferWriter<byte>();
        try
        {
            while (await _outbound.Reader.WaitToReadAsync(_aborted.Token))
            {
                _cork?.Hold();
                while (_outbound.Reader.TryRead(out var next))
                {
                    if (!_isCutOff) await Write(next, message);
                    Sent(next);
                }
                if (_cork is not null) await _cork.Release(_aborted.Token);
            }

            // In CloseReceived too: a peer that closed first sees 1006 when nobody answers.
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync((WebSocketCloseStatus)_close!.Value.Code, _close.Value.Reason, _aborted.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            _socket.Abort(); // It vanished, or did not read in time.
        }
    }

    private async ValueTask Write(Outbound next, ArrayBufferWriter<byte> message)
    {
        if (next.Answers.IsEmpty)
        {
            await Write(next.Text);
            return;
        }
        for (var i = 0; i < next.Answers.Length && !_isCutOff; i++)
        {
            message.ResetWrittenCount();
            message.Write(next.Text);
            message.Write(next.Answers.Span[i].Json);
            message.Write(_tail);
            await Write(message.WrittenMemory);
        }
    }

    private async ValueTask Write(ReadOnlyMemory<byte> message)
    {
        await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _aborted.Token);
        if (_cork is { Held: > MaxHeld }) await _cork.WriteHeld(_aborted.Token);
    }

    /// <summary>Something queued: a message, or the head of as many as there are answers.</summary>
    private readonly record struct Outbound(byte[] Text, ReadOnlyMemory<Answer> Answers, int Messages, long Bytes);
}
