using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace SystemConnector.Api.Transport;

/// <summary>
/// Text messages over a WebSocket: one reader, many writers in a bounded queue, one close. A peer that does not read is cut off
/// when its queue is full, so it never grows memory.
/// </summary>
internal sealed class SocketChannel : IAsyncDisposable
{
    // How long a peer may take to read what is queued and to answer our close before the connection is dropped.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly WebSocket _socket;
    private readonly int _maxMessageBytes;
    private readonly Channel<byte[]> _outbound;
    private readonly CancellationTokenSource _aborted;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private readonly Lock _closing = new();
    private (SocketClose Code, string Reason)? _close;
    private ITimer? _abortTimer;

    public SocketChannel(WebSocket socket, ApiOptions options, TimeProvider time)
    {
        _socket = socket;
        _maxMessageBytes = options.MaxRequestBytes;
        _time = time;
        _aborted = new CancellationTokenSource();
        _outbound = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(options.MaxQueuedMessagesPerSocket) { SingleReader = true });
        _writing = Write();
    }

    /// <summary>Queues a message; after a close it is dropped.</summary>
    public void Send(string message)
    {
        if (_outbound.Writer.TryWrite(Encoding.UTF8.GetBytes(message))) return;
        Close(SocketClose.TryAgainLater, "Too slow: too many messages wait");
    }

    /// <summary>Closes once what is queued has been sent. The first close counts.</summary>
    public void Close(SocketClose code, string reason)
    {
        lock (_closing)
        {
            if (_close is not null) return;
            _close = (code, reason);
            _abortTimer = _time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), _aborted, CloseTimeout, Timeout.InfiniteTimeSpan);
        }
        _outbound.Writer.TryComplete();
    }

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
            else if (message.WrittenCount > _maxMessageBytes) Close(SocketClose.MessageTooBig, $"A message has at most {_maxMessageBytes} bytes");
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

    private async Task Write()
    {
        try
        {
            await foreach (var message in _outbound.Reader.ReadAllAsync(_aborted.Token))
                await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, _aborted.Token);

            // In CloseReceived too: a peer that closed first sees 1006 when nobody answers.
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync((WebSocketCloseStatus)_close!.Value.Code, _close.Value.Reason, _aborted.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            _socket.Abort(); // It vanished, or did not read in time.
        }
    }
}
