using System.Net;
using System.Net.Sockets;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>
/// A UDP socket with a thread of its own that blocks on it: a datagram costs one system call in and, handled on the same
/// thread, one out. An asynchronous receive costs four to six times the CPU at 10,000 packets/s.
/// </summary>
public sealed class UdpTransport : SipTransport
{
    private const int SocketBuffer = 8 * 1024 * 1024;
    private const int SolSocket = 1, SoReceiveBufferForce = 33, SoSendBufferForce = 32;

    [ThreadStatic] private static SocketAddress? t_destination4, t_destination6;

    private readonly Socket _socket;
    private readonly SipLimits _limits;
    private readonly Thread _thread;
    private readonly Action<Exception> _onFault;
    private ITransportReceiver? _receiver;
    private volatile bool _stopping;

    /// <summary>Binds the socket.</summary>
    /// <param name="local">Where to listen; port 0 lets the system choose.</param>
    /// <param name="advertisedHost">The host that peers are told; null for the socket's own.</param>
    /// <param name="limits">Limits on what is received.</param>
    /// <param name="onFault">Told of an exception in the receiver, which is a bug of ours; the next datagram is taken all the same.</param>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public UdpTransport(IPEndPoint local, string? advertisedHost, SipLimits limits, Action<Exception> onFault)
        : base(TransportProtocol.Udp, advertisedHost)
    {
        _limits = limits;
        _onFault = onFault;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (local.AddressFamily == AddressFamily.InterNetworkV6) _socket.DualMode = false;
        EnlargeBuffers(_socket);
        _socket.Bind(local);
        var bound = (IPEndPoint)_socket.LocalEndPoint!;
        Local = TransportAddress.Of(bound);
        BoundTo(bound);
        _thread = new Thread(Receive) { IsBackground = true, Name = $"sip-udp-{bound}" };
    }

    /// <inheritdoc/>
    public override TransportAddress Local { get; }

    /// <inheritdoc/>
    public override LoopTurn Loop { get; } = new();

    /// <inheritdoc/>
    public override void Start(ITransportReceiver receiver)
    {
        _receiver = receiver;
        _thread.Start();
    }

    /// <inheritdoc/>
    public override bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket = default)
    {
        if (flow.Remote.IsIPv6 != Local.IsIPv6 || flow.Remote.Port == 0) return false;
        var destination = flow.Remote.IsIPv6
            ? t_destination6 ??= new SocketAddress(AddressFamily.InterNetworkV6, 28)
            : t_destination4 ??= new SocketAddress(AddressFamily.InterNetwork, 16);
        flow.Remote.Write(destination);
        Trace?.Sent(message, flow);
        try
        {
            if (_socket.SendTo(message, SocketFlags.None, destination) != message.Length) return false;
            Counters.CountSent(message.Length);
            return true;
        }
        catch (SocketException)
        {
            return false; // No route, too long, or refused by a filter: the transaction learns it at once.
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _stopping = true;
        _socket.Dispose();
        if (_thread.IsAlive && Thread.CurrentThread != _thread) _thread.Join(TimeSpan.FromSeconds(2));
        return ValueTask.CompletedTask;
    }

    private void Receive()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(65_536, pinned: true);
        var source = new SocketAddress(_socket.AddressFamily);
        var message = new SipMessage();
        var receiver = _receiver!;
        while (!_stopping)
        {
            try
            {
                Loop.Waits();
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, source);
                Loop.Works();
                // Keep-alives are line ends or zero bytes (RFC 5626 §3.5.1 and common practice): nothing to read.
                if (length < 16) continue;
                Counters.CountReceived(length);
                var flow = new Flow(this, TransportAddress.Read(source));
                Trace?.Received(buffer.AsSpan(0, length), flow);
                var fault = SipParser.Parse(message, buffer, 0, length, _limits);
                receiver.Received(message, fault, flow);
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier send, or the socket was closed.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
#pragma warning disable CA1031 // One message must not end the receiving of all others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _onFault(exception);
            }
        }
    }

    /// <summary>Asks for more room than the system's default maximum where we are allowed to: a burst must not be lost in the kernel.</summary>
    private static void EnlargeBuffers(Socket socket)
    {
        Span<byte> size = stackalloc byte[4];
        BitConverter.TryWriteBytes(size, SocketBuffer);
        try
        {
            socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, size);
            socket.SetRawSocketOption(SolSocket, SoSendBufferForce, size);
        }
        catch (SocketException)
        {
            socket.ReceiveBufferSize = SocketBuffer;
            socket.SendBufferSize = SocketBuffer;
        }
    }
}
