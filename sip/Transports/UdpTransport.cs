using System.Net;
using System.Net.Sockets;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>SIP over UDP (RFC 3261 §18).</summary>
public sealed class UdpTransport : SipTransport, IDatagramReceiver
{
    private readonly DatagramSocket _socket;
    private readonly SipLimits _limits;
    private readonly SipMessage _message = new();
    private ITransportReceiver? _receiver;

    /// <summary>Binds the socket.</summary>
    /// <param name="local">Where to listen; port 0 lets the system choose.</param>
    /// <param name="advertisedHost">The host that peers are told; null for the socket's own.</param>
    /// <param name="limits">Limits on what is received.</param>
    /// <param name="onFault">Told of an exception in the receiver, which is a bug of ours; the next datagram is taken all the same.</param>
    /// <param name="isStandby">True for an address that this machine may not have yet.</param>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public UdpTransport(IPEndPoint local, string? advertisedHost, SipLimits limits, Action<Exception> onFault, bool isStandby = false)
        : base(TransportProtocol.Udp, advertisedHost, isStandby)
    {
        _limits = limits;
        _socket = new DatagramSocket(local, "sip-udp", onFault, isStandby);
        BoundTo(_socket.Bound);
    }

    /// <inheritdoc/>
    public override TransportAddress Local => _socket.Local;

    /// <inheritdoc/>
    public override LoopTurn Loop => _socket.Loop;

    /// <inheritdoc/>
    public override void Start(ITransportReceiver receiver)
    {
        _receiver = receiver;
        _socket.Start(this);
    }

    /// <inheritdoc/>
    public override bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket = default)
    {
        if (!_socket.Reaches(flow.Remote)) return false;
        Trace?.Sent(message, flow);
        if (!_socket.Send(flow.Remote, message)) return false;
        Counters.CountSent(message.Length);
        return true;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => _socket.DisposeAsync();

    void IDatagramReceiver.Received(byte[] buffer, int length, in TransportAddress source)
    {
        // Keep-alives are line ends or zero bytes (RFC 5626 §3.5.1 and common practice): nothing to read.
        if (length < 16) return;
        Counters.CountReceived(length);
        var flow = new Flow(this, source);
        Trace?.Received(buffer.AsSpan(0, length), flow);
        var fault = SipParser.Parse(_message, buffer, 0, length, _limits);
        _receiver!.Received(_message, fault, flow);
    }
}
