using System.Net.Sockets;

namespace SystemConnector.Sip.Transports;

/// <summary>Lets a socket be bound to an address that this machine does not have yet, but may get at any time.</summary>
internal static class FreeBind
{
    private const int IpProtocolIP = 0, IpFreeBind = 15, IpProtocolIPv6 = 41, IPv6FreeBind = 78;

    /// <summary>Sets the option; to be done before the socket is bound. Linux alone has it.</summary>
    /// <exception cref="PlatformNotSupportedException">The system has no such sockets.</exception>
    public static void Allow(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) throw new PlatformNotSupportedException("Only Linux binds sockets to addresses that may move here later.");
        Span<byte> on = stackalloc byte[sizeof(int)];
        BitConverter.TryWriteBytes(on, 1);
        if (socket.AddressFamily == AddressFamily.InterNetworkV6) socket.SetRawSocketOption(IpProtocolIPv6, IPv6FreeBind, on);
        else socket.SetRawSocketOption(IpProtocolIP, IpFreeBind, on);
    }
}
