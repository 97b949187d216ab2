using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Conformance.Tests;

/// <summary>Hands out addresses of 127.0.0.0/8, so that each node, phone and far end has one of its own and port 5060 is free on it.</summary>
internal static class Loopback
{
    // Runs side by side on one machine do not meet: the second octet comes from the process id.
    private static readonly int s_second = 64 + Environment.ProcessId % 128;
    private static int s_next = 256 * (Environment.ProcessId / 128 % 64);

    /// <summary>An address that no other test of this run has.</summary>
    public static IPAddress Next()
    {
        var n = Interlocked.Increment(ref s_next);
        // Neither .0 nor .255 as the last octet.
        return IPAddress.Parse($"127.{s_second}.{n / 250 % 256}.{1 + n % 250}");
    }

    /// <summary>An endpoint at port 5060 of an address of its own.</summary>
    public static IPEndPoint NextEndpoint() => new(Next(), 5060);

    /// <summary>A port that is free for TCP and UDP on the address now.</summary>
    public static int FreePort(IPAddress address)
    {
        while (true)
        {
            using var tcp = new TcpListener(address, 0);
            tcp.Start();
            var endpoint = (IPEndPoint)tcp.LocalEndpoint;
            if (!IsTaken(endpoint, SipTransport.Udp)) return endpoint.Port;
        }
    }

    /// <summary>Whether somebody has the socket: binding it again fails.</summary>
    public static bool IsTaken(IPEndPoint endpoint, SipTransport transport)
    {
        using var socket = transport == SipTransport.Udp
            ? new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
            : new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            return false;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return true;
        }
    }
}
