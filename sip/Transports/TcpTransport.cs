using System.Net;
using System.Net.Sockets;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Transports;

/// <summary>SIP over TCP.</summary>
public sealed class TcpTransport : StreamTransport
{
    /// <inheritdoc cref="StreamTransport(TransportProtocol, IPEndPoint, string, SipLimits, TcpOptions, TimeProvider, Action{Exception}, bool)"/>
    public TcpTransport(IPEndPoint local, string? advertisedHost, SipLimits limits, TcpOptions options, TimeProvider time, Action<Exception> onFault,
        bool isStandby = false)
        : base(TransportProtocol.Tcp, local, advertisedHost, limits, options, time, onFault, isStandby)
    {
    }

    private protected override StreamConnection Connect(Socket socket, in Flow flow, TlsPeer? peer, bool isIncoming) =>
        new TcpConnection(this, socket, flow, isIncoming);
}
