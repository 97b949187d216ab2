using System.Net.Sockets;
using System.Security.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>
/// One connection of a stream transport. Reading: one loop that frames and hands on. Writing: straight to the system while it takes
/// everything; what it does not take waits in a bounded queue for one writer. No exception leaves it. How bytes come and go is for
/// the protocol to say.
/// </summary>
#pragma warning disable CA1001 // The read loop gives the framer back when it ends: before that the system may still write into it.
internal abstract class StreamConnection
#pragma warning restore CA1001
{
    [ThreadStatic]
    private static SipMessage? t_message;

    private readonly StreamTransport _transport;
    private readonly StreamFramer _framer;
    private readonly StreamWriteQueue _queue;
    private readonly Lock _lock = new();
    private readonly long _since;
    private readonly KeepAlive? _keepAlive;
    private long _lastActivity;
    private long _partialSince;
    private bool _isOpen;
    private bool _isWriting;
    private bool _isClosed;
    private int _isPending;

    protected StreamConnection(StreamTransport transport, Socket socket, in Flow flow, bool isIncoming)
    {
        _transport = transport;
        Socket = socket;
        Flow = flow;
        IsIncoming = isIncoming;
        _isPending = isIncoming ? 1 : 0;
        _framer = new StreamFramer(transport.Limits);
        _queue = new StreamWriteQueue(transport.Options.MaxQueuedBytes);
        _since = _lastActivity = transport.Time.GetTimestamp();
        // Who opened a connection keeps it alive (RFC 5626 §4.4).
        if (!isIncoming) _keepAlive = new KeepAlive(transport.Time, transport.Options.KeepAliveInterval, transport.Options.PongTimeout);
    }

    /// <summary>How this connection is named.</summary>
    public Flow Flow { get; }

    /// <summary>True when the peer opened it.</summary>
    public bool IsIncoming { get; }

    /// <summary>Who had to be at the other end when it was opened; null for whoever is at its address.</summary>
    public virtual TlsPeer? Peer => null;

    /// <summary>True once it carries messages.</summary>
    public bool IsOpen => Volatile.Read(ref _isOpen) && !IsClosed;

    protected Socket Socket { get; }

    protected bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Begins to read, after opening what is still to be opened.</summary>
    public void Start()
    {
        try
        {
            Socket.NoDelay = true;
            UnacknowledgedData.Bound(Socket);
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
        Volatile.Write(ref _lastActivity, _transport.Time.GetTimestamp());
        return Put(bytes, ticket);
    }

    /// <summary>What time asks for: the end of a connection that is overdue, or a sign of life.</summary>
    public void Tick(long now)
    {
        if (IsOverdue(now)) Close();
        else if (_keepAlive is not null && Volatile.Read(ref _isOpen) && _keepAlive.IsDue(now)) Put("\r\n\r\n"u8, default);
    }

    /// <summary>Closes, and tells those whose messages were not written. The telling happens on another thread: callers may hold locks.</summary>
    public void Close()
    {
        bool wasOpen;
        SendTicket[] tickets;
        lock (_lock)
        {
            if (_isClosed) return;
            Volatile.Write(ref _isClosed, true);
            wasOpen = _isOpen;
            tickets = _queue.Tickets;
        }
        Socket.Dispose();
        _transport.Forget(this, TryEndPending());
        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Connection.TellClosed(state.Tickets, state.WasOpen),
            (Connection: this, Tickets: tickets, WasOpen: wasOpen), preferLocal: false);
    }

    /// <summary>Connects where that is to be done, and does what the protocol asks for before messages may go.</summary>
    protected virtual async ValueTask OpenAsync()
    {
        if (!IsIncoming) await Socket.ConnectAsync(Flow.Remote.ToIPEndPoint()).ConfigureAwait(false);
    }

    /// <summary>Waits for bytes; 0 at the end.</summary>
    protected abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Gives the system what it takes without waiting.</summary>
    protected abstract int SendNow(ReadOnlySpan<byte> bytes, out bool failed);

    /// <summary>Writes all of it.</summary>
    protected abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Gives back what the protocol holds, once nothing reads any more.</summary>
    protected virtual void Release()
    {
    }

    /// <summary>What the network and the peer may do to a connection; anything else is a bug of ours.</summary>
    protected static bool IsWireFault(Exception exception) =>
        exception is SocketException or IOException or AuthenticationException or ObjectDisposedException or OperationCanceledException;

    private bool IsOverdue(long now)
    {
        var time = _transport.Time;
        var options = _transport.Options;
        // Of one that a peer opened, the handshake counts among the time to its first message.
        if (!IsIncoming && !Volatile.Read(ref _isOpen)) return time.GetElapsedTime(_since, now) > options.ConnectTimeout;
        if (Volatile.Read(ref _isPending) != 0 && time.GetElapsedTime(_since, now) > options.MessageTimeout) return true;
        var partialSince = Volatile.Read(ref _partialSince);
        if (partialSince != 0 && time.GetElapsedTime(partialSince, now) > options.MessageTimeout) return true;
        if (_keepAlive is not null && _keepAlive.IsUnanswered(now)) return true;
        return time.GetElapsedTime(Volatile.Read(ref _lastActivity), now) > options.IdleTimeout;
    }

    private bool Put(ReadOnlySpan<byte> bytes, SendTicket ticket)
    {
        lock (_lock)
        {
            if (_isClosed) return false;
            if (_isOpen && !_isWriting)
            {
                var sent = SendNow(bytes, out var failed);
                if (sent == bytes.Length) return true;
                if (!failed) bytes = bytes[sent..];
                if (!failed && _queue.TryAdd(bytes, ticket))
                {
                    _isWriting = true;
                    _ = WriteQueueAsync();
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

    /// <summary>A peer that connected is pending until its first whole message, or its end; true for who ends that.</summary>
    private bool TryEndPending() => Volatile.Read(ref _isPending) != 0 && Interlocked.Exchange(ref _isPending, 0) != 0;

    private void TellClosed(SendTicket[] tickets, bool wasOpen)
    {
        try
        {
            foreach (var ticket in tickets) _transport.Receiver!.SendFailed(ticket);
            if (wasOpen) _transport.Receiver!.ConnectionClosed(Flow);
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
            await OpenAsync().ConfigureAwait(false);
            Opened();
            while (true)
            {
                var length = await ReceiveAsync(_framer.GetBuffer()).ConfigureAwait(false);
                if (length == 0) break;
                _framer.Advance(length);
                _keepAlive?.Heard(_transport.Time.GetTimestamp());
                if (!ReadFrames()) break;
            }
        }
        catch (Exception exception) when (IsWireFault(exception))
        {
            // Reset, refused, or closed by us: the connection is gone.
            if (!Volatile.Read(ref _isOpen)) _transport.Counters.CountFailed();
        }
#pragma warning disable CA1031 // Nobody waits for this task: what nobody expected is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _transport.OnFault(exception);
        }
        finally
        {
            Close();
            _framer.Dispose();
            Release();
        }
    }

    private void Opened()
    {
        lock (_lock)
        {
            Volatile.Write(ref _isOpen, true);
            if (_queue.IsEmpty) return;
            _isWriting = true;
        }
        _ = WriteQueueAsync();
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
                    Volatile.Write(ref _lastActivity, _transport.Time.GetTimestamp());
                    if (TryEndPending()) _transport.NotPending(this);
                    Deliver(buffer, start, length);
                    break;
                case FrameKind.Ping:
                    // Activity, for it is all that a registered phone sends for an hour; but no message, which a peer that connected owes us.
                    Send("\r\n"u8, default);
                    break;
                case FrameKind.Pong:
                    // No activity: a connection that nobody needs would keep itself.
                    if (_keepAlive is { IsAwaited: true }) _keepAlive.Answered();
                    break;
                // The framer holds one line end back, for it may be half of a ping. While a pong is awaited it is that.
                case FrameKind.NeedMore when _keepAlive is { IsAwaited: true } && _framer.TryTakeLineEnd():
                    _keepAlive.Answered();
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
            _transport.Counters.CountReceived(length);
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

    /// <summary>Writes the queue until it is empty; one such loop runs at a time.</summary>
    private async Task WriteQueueAsync()
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
                await WriteAsync(batch).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (IsWireFault(exception))
        {
            Close();
        }
#pragma warning disable CA1031 // Nobody waits for this task: what nobody expected is told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Close();
            _transport.OnFault(exception);
        }
    }
}
