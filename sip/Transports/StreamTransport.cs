using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>
/// A listener for streams and the connections that it accepts or opens (RFC 3261 §18). A connection is used again for whatever goes
/// to the same peer at its remote address. Sending never waits: what the system does not take at once is queued up to a bound.
/// </summary>
public abstract class StreamTransport : SipTransport
{
    private const int Backlog = 512;
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromMilliseconds(500);

    private readonly Socket _listener;
    private readonly ConcurrentDictionary<long, StreamConnection> _connections = new();
    private readonly ConcurrentDictionary<Destination, StreamConnection> _byDestination = new();
    private readonly SourceCounts _sources;
    private readonly Lock _opening = new();
    private readonly IPAddress _localAddress;
    private int _opened;
    private ITimer? _sweeper;
    private Task _accepting = Task.CompletedTask;
    private volatile bool _stopping;

    /// <summary>Binds and listens.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="local">Where to listen; port 0 lets the system choose.</param>
    /// <param name="advertisedHost">The host that peers are told; null for the socket's own.</param>
    /// <param name="limits">Limits on messages.</param>
    /// <param name="options">Limits on connections.</param>
    /// <param name="time">The clock of the timeouts.</param>
    /// <param name="onFault">Told of an exception in the receiver, which is a bug of ours; the next message is taken all the same.</param>
    /// <param name="isStandby">True for an address that this machine may not have yet.</param>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    private protected StreamTransport(
        TransportProtocol protocol, IPEndPoint local, string? advertisedHost, SipLimits limits, TcpOptions options, TimeProvider time, Action<Exception> onFault,
        bool isStandby)
        : base(protocol, advertisedHost, isStandby)
    {
        Limits = limits;
        Options = options;
        _sources = new SourceCounts(options);
        Time = time;
        OnFault = onFault;
        _listener = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (local.AddressFamily == AddressFamily.InterNetworkV6) _listener.DualMode = false;
        if (isStandby) FreeBind.Allow(_listener);
        _listener.Bind(local);
        _listener.Listen(Backlog);
        var bound = (IPEndPoint)_listener.LocalEndPoint!;
        _localAddress = bound.Address;
        Local = TransportAddress.Of(bound);
        BoundTo(bound);
    }

    /// <inheritdoc/>
    public override TransportAddress Local { get; }

    /// <summary>How many connections there are, those being opened included.</summary>
    public int ConnectionCount => _connections.Count;

    internal SipLimits Limits { get; }

    internal TcpOptions Options { get; }

    internal TimeProvider Time { get; }

    internal Action<Exception> OnFault { get; }

    internal ITransportReceiver? Receiver { get; private set; }

    /// <inheritdoc/>
    public sealed override void Start(ITransportReceiver receiver)
    {
        Receiver = receiver;
        _sweeper = Time.CreateTimer(static state => ((StreamTransport)state!).Sweep(), this, SweepPeriod, SweepPeriod);
        _accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public sealed override bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket = default) => Send(flow, message, ticket, null);

    /// <inheritdoc/>
    public sealed override async ValueTask DisposeAsync()
    {
        _stopping = true;
        if (_sweeper is not null) await _sweeper.DisposeAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Values) connection.Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>The flow over the connection that is open to that address now, and over no other; null when there is none.</summary>
    public Flow? OverOpenConnection(in TransportAddress remote) =>
        _byDestination.TryGetValue(new Destination(remote, null), out var connection) && connection.IsOpen ? connection.Flow : null;

    /// <summary>Sends to that peer; null stands for whoever is at the address.</summary>
    internal bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket, TlsPeer? peer)
    {
        if (_stopping || Receiver is null || flow.Remote.IsIPv6 != Local.IsIPv6 || flow.Remote.Port == 0) return false;
        // A named connection that is gone is not replaced: who asked for it must choose another way (RFC 5626 §5.3).
        var connection = flow.Connection != 0
            ? _connections.GetValueOrDefault(flow.Connection)
            : _byDestination.GetValueOrDefault(new Destination(flow.Remote, peer)) ?? Open(new Destination(flow.Remote, peer));
        if (connection is null) return false;
        Trace?.Sent(message, connection.Flow);
        if (!connection.Send(message, ticket)) return false;
        Counters.CountSent(message.Length);
        return true;
    }

    /// <summary>The first whole message of a peer that connected came.</summary>
    internal void NotPending(StreamConnection connection) => _sources.NotPending(connection.Flow.Remote);

    /// <summary>Forgets a closed connection; told whether it was one that had only connected.</summary>
    internal void Forget(StreamConnection connection, bool wasPending)
    {
        if (connection.IsIncoming) _sources.Remove(connection.Flow.Remote, wasPending);
        else Interlocked.Decrement(ref _opened);
        _connections.TryRemove(connection.Flow.Connection, out _);
        _byDestination.TryRemove(KeyValuePair.Create(new Destination(connection.Flow.Remote, connection.Peer), connection));
    }

    /// <summary>A connection of this protocol over that socket, not yet started.</summary>
    private protected abstract StreamConnection Connect(Socket socket, in Flow flow, TlsPeer? peer, bool isIncoming);

    private StreamConnection? Open(in Destination destination)
    {
        lock (_opening)
        {
            if (_byDestination.TryGetValue(destination, out var existing)) return existing;
            // Those that peers opened do not count: strangers must not keep us from our own far sides.
            if (Volatile.Read(ref _opened) >= Options.MaxConnections) return null;
            Socket? socket = null;
            try
            {
                socket = new Socket(Local.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(_localAddress, 0)); // Peers that know us by address see that address.
            }
            catch (SocketException)
            {
                socket?.Dispose(); // Out of descriptors or ports.
                return null;
            }
            Interlocked.Increment(ref _opened);
            return Add(socket, destination, isIncoming: false);
        }
    }

    private StreamConnection Add(Socket socket, in Destination destination, bool isIncoming)
    {
        var flow = new Flow(this, destination.Remote, ConnectionId.Next());
        var connection = Connect(socket, flow, destination.Peer, isIncoming);
        _connections[flow.Connection] = connection;
        _byDestination[destination] = connection;
        connection.Start();
        // Closing looks at all connections once: one that is added after that look must end by itself.
        if (_stopping) connection.Close();
        return connection;
    }

    private async Task AcceptAsync()
    {
        while (!_stopping)
        {
            try
            {
                var socket = await _listener.AcceptAsync().ConfigureAwait(false);
                Accepted(socket);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
#pragma warning disable CA1031 // One failed accept must not end the accepting of all others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                if (_stopping) return;
                if (exception is not SocketException) OnFault(exception);
                // Out of descriptors, most likely: nothing to do but let others finish.
                await Task.Delay(TimeSpan.FromMilliseconds(50), Time).ConfigureAwait(false);
            }
        }
    }

    private void Accepted(Socket socket)
    {
        TransportAddress remote;
        try
        {
            remote = TransportAddress.Of((IPEndPoint)socket.RemoteEndPoint!);
        }
        catch (SocketException)
        {
            socket.Dispose(); // Reset before we looked.
            return;
        }
        if (_sources.TryAdd(remote)) Add(socket, new Destination(remote, null), isIncoming: true);
        else
        {
            socket.Dispose();
            Counters.CountRefused();
        }
    }

    private void Sweep()
    {
        var now = Time.GetTimestamp();
        foreach (var (_, connection) in _connections)
            connection.Tick(now);
    }

    /// <summary>
    /// To whom connections lead. A peer is the same only as an object: what was opened for one that is believed whatever it shows is
    /// never used for another that must prove who it is.
    /// </summary>
    private readonly record struct Destination(TransportAddress Remote, TlsPeer? Peer);
}
