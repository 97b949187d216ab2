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

    // So much goes into one write.
    private const int MaxHeld = 32 << 10;

    private static readonly byte[] _tail = "}"u8.ToArray();

    private readonly WebSocket _socket;
    private readonly CorkedStream? _cork;
    private readonly Backlog _backlog;
    private readonly SubscriptionMetrics _metrics;
    private readonly Channel<Outbound> _outbound = Channel.CreateUnbounded<Outbound>(new UnboundedChannelOptions { SingleReader = true });
    private readonly CancellationTokenSource _aborted;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private readonly Lock _lock = new();
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
        (_socket, _cork, _backlog, _metrics, _time) = (socket, cork, new Backlog(options, time), metrics, time);
        _aborted = new CancellationTokenSource();
        _writing = Write();
    }

    /// <summary>How many messages may wait.</summary>
    public int Capacity => _backlog.Capacity;

    /// <summary>Queues a small message of the protocol; after a close it is dropped. A peer that leaves no room even for it is cut off.</summary>
    public void Send(string message)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        if (_backlog.TryEnterReserve(bytes.Length)) Queue(new Outbound(bytes, default, 1, bytes.Length));
        else CutOff();
    }

    /// <summary>Queues a message as soon as there is room.</summary>
    public Task Send(string message, CancellationToken cancellation)
    {
        var bytes = Encoding.UTF8.GetBytes(message);
        return Send(new Outbound(bytes, default, 1, bytes.Length), cancellation);
    }

    /// <summary>Queues messages that have the same head and an answer each as soon as there is room for all.</summary>
    public Task Send(byte[] head, ReadOnlyMemory<Answer> answers, CancellationToken cancellation) =>
        answers.IsEmpty ? Task.CompletedTask : Send(Outbound.Of(head, answers), cancellation);

    /// <summary>Queues messages that have the same head and an answer each at once, all or none; false when there is no room.</summary>
    public bool TrySend(byte[] head, ReadOnlyMemory<Answer> answers)
    {
        if (answers.IsEmpty) return true;
        var next = Outbound.Of(head, answers);
        if (!_backlog.TryEnter(next.Messages, next.Bytes)) return false;
        Queue(next);
        return true;
    }

    /// <summary>Completes when at most half of the queue is taken. A peer that does not let it come to that is cut off.</summary>
    public async Task Drained(CancellationToken cancellation)
    {
        if (!await _backlog.Drained(cancellation)) await CutOff(cancellation);
    }

    /// <summary>Closes once what is queued has been sent. The first close counts.</summary>
    public void Close(SocketClose code, string reason) => Close(code, reason, CloseTimeout);

    /// <summary>The next text message, of so many bytes at most; null when the peer closed or vanished.</summary>
    public async Task<string?> Receive(int maxBytes)
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
            else if (message.WrittenCount > maxBytes) Close(SocketClose.MessageTooBig, $"A message has at most {maxBytes} bytes");
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

    private async Task Send(Outbound next, CancellationToken cancellation)
    {
        if (!await _backlog.Enter(next.Messages, next.Bytes, cancellation)) await CutOff(cancellation);
        if (cancellation.IsCancellationRequested)
        {
            // Stopped while it waited: its id may be that of another operation by now.
            _backlog.Sent(next.Messages, next.Bytes);
            cancellation.ThrowIfCancellationRequested();
        }
        Queue(next);
    }

    private void Queue(Outbound next)
    {
        _metrics.Answered(next.Answers.Length);
        // After a close it is dropped.
        if (!_outbound.Writer.TryWrite(next)) _backlog.Sent(next.Messages, next.Bytes);
    }

    /// <summary>Nothing more comes, and whoever reads the socket ends the operation.</summary>
    private Task CutOff(CancellationToken cancellation)
    {
        CutOff();
        return new TaskCompletionSource().Task.WaitAsync(cancellation);
    }

    /// <summary>What is queued is dropped: the peer has it from its last cursor on when it comes again.</summary>
    private void CutOff()
    {
        if (!Close(SocketClose.TooSlow, "Too slow: too many messages wait", CutOffTimeout)) return;
        _isCutOff = true;
        _metrics.CutOff();
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
                    _backlog.Sent(next.Messages, next.Bytes);
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
    private readonly record struct Outbound(byte[] Text, ReadOnlyMemory<Answer> Answers, int Messages, long Bytes)
    {
        public static Outbound Of(byte[] head, ReadOnlyMemory<Answer> answers)
        {
            var bytes = 0L;
            foreach (var answer in answers.Span) bytes += head.Length + answer.Json.Length + _tail.Length;
            return new Outbound(head, answers, answers.Length, bytes);
        }
    }
}
