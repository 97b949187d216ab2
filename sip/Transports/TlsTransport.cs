using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>SIP over TLS (RFC 3261 §26.2.1). Each handshake takes the identity that is in force when it begins.</summary>
public sealed class TlsTransport : StreamTransport
{
    private readonly Func<TlsIdentity> _identity;
    private readonly ConditionalWeakTable<TlsPeer, TlsPeerTransport> _towards = [];

    /// <inheritdoc cref="StreamTransport(TransportProtocol, IPEndPoint, string, SipLimits, TcpOptions, TimeProvider, Action{Exception}, bool)"/>
    /// <param name="local">Where to listen; port 0 lets the system choose.</param>
    /// <param name="advertisedHost">The host that peers are told; null for the socket's own.</param>
    /// <param name="identity">The identity in force.</param>
    /// <param name="limits">Limits on messages.</param>
    /// <param name="options">Limits on connections.</param>
    /// <param name="time">The clock of the timeouts.</param>
    /// <param name="onFault">Told of an exception in the receiver, which is a bug of ours; the next message is taken all the same.</param>
    /// <param name="isStandby">True for an address that this machine may not have yet.</param>
    public TlsTransport(
        IPEndPoint local, string? advertisedHost, Func<TlsIdentity> identity, SipLimits limits, TcpOptions options, TimeProvider time, Action<Exception> onFault,
        bool isStandby = false)
        : base(TransportProtocol.Tls, local, advertisedHost, limits, options, time, onFault, isStandby) => _identity = identity;

    /// <summary>This transport towards one peer: what is sent over it goes over connections that were opened for that peer. The same one for the same peer.</summary>
    public SipTransport Towards(TlsPeer peer) => _towards.GetValue(peer, CreateTowards);

    private TlsPeerTransport CreateTowards(TlsPeer peer) => new(this, peer);

    private protected override StreamConnection Connect(Socket socket, in Flow flow, TlsPeer? peer, bool isIncoming) =>
        new TlsConnection(this, socket, flow, _identity(), peer, isIncoming);
}
