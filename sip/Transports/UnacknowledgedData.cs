using System.Net.Sockets;

namespace SystemConnector.Sip.Transports;

/// <summary>
/// Ends a connection when what we sent is not acknowledged. By default the system retransmits for a quarter of an hour, during which
/// all that goes to a peer whose firewall or NAT forgot the connection would be lost; a new connection would have worked at once.
/// </summary>
internal static class UnacknowledgedData
{
    // 20 s: well under the 32 s after which a request is given up.
    private const int BoundMilliseconds = 20_000;
    private const int IpProtocolTcp = 6, TcpUserTimeout = 18;

    /// <summary>Sets the bound where the system has one (RFC 5482; Linux).</summary>
    public static void Bound(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) return;
        Span<byte> milliseconds = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(milliseconds, BoundMilliseconds);
        socket.SetRawSocketOption(IpProtocolTcp, TcpUserTimeout, milliseconds);
    }
}
