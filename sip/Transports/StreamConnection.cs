using System.Net.Sockets;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>
/// One TCP connection. Reading: one loop that frames and hands on. Writing: straight to the socket while it takes everything;
/// what it does not take waits in a bounded queue for one writer. No exception leaves it.
/// </summary>
#pragma warning disable CA1001 // The read loop gives the framer back when it ends: before that the system may still write into it.
internal sealed class StreamConnection
#pragma warning restore CA1001
{
    [ThreadStatic]
    private static SipMessage? t_message;

    private readonly TcpTransport _transport;
    private readonly Socket _socket;
    private readonly StreamFramer _framer;
    private readonly StreamWriteQueue _queue;
    private readonly Lock _lock = new();
    private readonly long _since;
    private long _lastActivity;
    private long _partialSince;
    private bool _isConnected;
    private bool _isWriting;
    private bool _isClosed;
    private int _isPending;

    public StreamConnection(TcpTransport transport, Socket socket, in Flow flow, bool isIncoming)
    {
        _transport = transport;
        _socket = socket;
        Flow = flow;
        _isConnected = IsIncoming = isIncoming;
        _isPending = isIncoming ? 1 : 0;
        _framer = new StreamFramer(transport.Limits);
        _queue = new StreamWriteQueue(transport.Options.MaxQueuedBytes);
        _since = _lastActivity = transport.Time.GetTimestamp();
    }

    /// <summary>How this connection is named.</summary>
    public Flow Flow { get; }

    /// <summary>True when the peer opened it.</summary>
    public bool IsIncoming { get; }

    /// <summary>Begins to read, after connecting if that is still to be done.</summary>
    public void Start()
    {
        try
        {
            _socket.NoDelay = true;
            _socket.Blocking = false;
        }
        catch (SocketException)
        {
            Close(); // Reset by the peer already.
            return;
        }
        _ = RunAsync();
    }

    /// <summary>Sends or queues; false when the connection is closed, which too long a queue also does.</summary>
    public bool Send(ReadOnlySpan<byte> bytes, SendTicket ticket)
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            Volatile.Write(ref _lastActivity, _transport.Time.GetTimestamp());
            if (_isConnected && !_isWriting)
            {
                var sent = SendNow(bytes, out var failed);
                if (sent == bytes.Length) return true;
                if (!failed) bytes = bytes[sent..];
                if (!failed && _queue.TryAdd(bytes, ticket))
                {
                    _isWriting = true;
                    _ = WriteAsync();
                    return true;
                }
            }
            else if (_queue.TryAdd(bytes, ticket))
            {
                return true;
            }
        }
        // The caller is told by the result; those that queued before it are told by Close.
        Close();
        return false;
    }

    /// <summary>True when one of the timeouts has passed.</summary>
    public bool IsOverdue(long now)
    {
        var time = _transport.Time;
        var options = _transport.Options;
        if (!Volatile.Read(ref _isConnected)) return time.GetElapsedTime(_since, now) > options.ConnectTimeout;
        if (Volatile.Read(ref _isPending) != 0 && time.GetElapsedTime(_since, now) > options.MessageTimeout) return true;
        var partialSince = Volatile.Read(ref _partialSince);
        if (partialSince != 0 && time.GetElapsedTime(partialSince, now) > options.MessageTimeout) return true;
        return time.GetElapsedTime(Volatile.Read(ref _lastActivity), now) > options.IdleTimeout;
    }

    /// <summary>Closes, and tells those whose messages were not written. The telling happens on another thread: callers may hold locks.</summary>
    public void Close()
    {
        bool wasConnected;
        SendTicket[] tickets;
        lock (_lock)
        {
            if (_isClosed) return;
            _isClosed = true;
            wasConnected = _isConnected;
            tickets = _queue.Tickets;
        }
        _socket.Dispose();
        _transport.Forget(this, TryEndPending());
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Connection.TellClosed(state.Tickets, state.WasConnected),
            (Connection: this, Tickets: tickets, WasConnected: wasConnected), preferLocal: false);
    }

    /// <summary>A peer that connected is pending until its first whole message, or its end; true for who ends that.</summary>
    private bool TryEndPending() => Volatile.Read(ref _isPending) != 0 && Interlocked.Exchange(ref _isPending, 0) != 0;

    private void TellClosed(SendTicket[] tickets, bool wasConnected)
    {
        try
        {
            foreach (var ticket in tickets) _transport.Receiver!.SendFailed(ticket);
            if (wasConnected) _transport.Receiver!.ConnectionClosed(Flow);
        }
#pragma warning disable CA1031 // A fault of the receiver must not end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _transport.OnFault(exception);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            // Not on the thread of the listener, nor on that of the sender, who holds a lock.
            await Task.Yield();
            if (!_isConnected) await ConnectAsync().ConfigureAwait(false);
            while (true)
            {
                var length = await _socket.ReceiveAsync(_framer.GetBuffer(), SocketFlags.None).ConfigureAwait(false);
                if (length == 0) break;
                _framer.Advance(length);
                Volatile.Write(ref _lastActivity, _transport.Time.GetTimestamp());
                if (!ReadFrames()) break;
            }
        }
        catch (SocketException)
        {
            // Reset, or refused: the connection is gone.
        }
        catch (ObjectDisposedException)
        {
            // Closed by us.
        }
        catch (OperationCanceledException)
        {
            // Closed by us while connecting.
        }
        finally
        {
            Close();
            _framer.Dispose();
        }
    }

    private async Task ConnectAsync()
    {
        await _socket.ConnectAsync(Flow.Remote.ToIPEndPoint()).ConfigureAwait(false);
        lock (_lock)
        {
            _isConnected = true;
            if (_queue.IsEmpty) return;
            _isWriting = true;
        }
        _ = WriteAsync();
    }

    /// <summary>Hands on all frames that are there; false when the stream is broken.</summary>
    private bool ReadFrames()
    {
        while (true)
        {
            switch (_framer.TryRead(out var buffer, out var start, out var length))
            {
                case FrameKind.Message:
                    Volatile.Write(ref _partialSince, 0);
                    if (TryEndPending()) _transport.NotPending(this);
                    Deliver(buffer, start, length);
                    break;
                case FrameKind.Ping:
                    Send("\r\n"u8, default);
                    break;
                case FrameKind.Pong:
                    break;
                case FrameKind.NeedMore:
                    if (!_framer.HasPartialMessage) Volatile.Write(ref _partialSince, 0);
                    else if (_partialSince == 0) Volatile.Write(ref _partialSince, _transport.Time.GetTimestamp());
                    return true;
                default:
                    return false;
            }
        }
    }

    private void Deliver(byte[] buffer, int start, int length)
    {
        try
        {
            _transport.Trace?.Received(buffer.AsSpan(start, length), Flow);
            var message = t_message ??= new SipMessage();
            var fault = SipParser.Parse(message, buffer, start, length, _transport.Limits, isStream: true);
            _transport.Receiver!.Received(message, fault, Flow);
        }
#pragma warning disable CA1031 // One message must not end the connection.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _transport.OnFault(exception);
        }
    }

    /// <summary>Gives the system what it takes without waiting.</summary>
    private int SendNow(ReadOnlySpan<byte> bytes, out bool failed)
    {
        failed = false;
        try
        {
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            if (error == SocketError.Success) return sent;
            failed = error is not (SocketError.WouldBlock or SocketError.IOPending);
        }
        catch (ObjectDisposedException)
        {
            failed = true;
        }
        return 0;
    }

    /// <summary>Writes the queue until it is empty; one such loop runs at a time.</summary>
    private async Task WriteAsync()
    {
        try
        {
            while (true)
            {
                ReadOnlyMemory<byte> batch;
                lock (_lock)
                {
                    batch = _queue.NextBatch();
                    if (batch.IsEmpty)
                    {
                        _isWriting = false;
                        return;
                    }
                }
                while (!batch.IsEmpty) batch = batch[await _socket.SendAsync(batch, SocketFlags.None).ConfigureAwait(false)..];
            }
        }
        catch (SocketException)
        {
            Close();
        }
        catch (ObjectDisposedException)
        {
            // Closed while writing.
        }
    }
}
