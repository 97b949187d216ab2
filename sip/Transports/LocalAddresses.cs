using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Sip.Transports;

/// <summary>Which of this machine's addresses the system uses towards a peer, for sockets that are bound to all of them.</summary>
internal static class LocalAddresses
{
    private const int MostRemembered = 4096;
    private static readonly ConcurrentDictionary<TransportAddress, TransportAddress> Known = new();

    /// <summary>Asks the routing table of the system; the answer is remembered.</summary>
    public static TransportAddress Towards(in TransportAddress remote)
    {
        var key = remote.WithPort(0);
        if (Known.TryGetValue(key, out var local)) return local;
        local = Ask(remote);
        // Addresses of the machine may change: forgetting all of them now and then keeps the answers right and few.
        if (Known.Count >= MostRemembered) Known.Clear();
        Known[key] = local;
        return local;
    }

    /// <summary>Whether the machine has that address now: the system lets nobody send from another, however freely it binds.</summary>
    public static bool IsHere(in TransportAddress local)
    {
        try
        {
            using var socket = new Socket(local.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(local.ToIPAddress(), 0));
            socket.Connect(local.ToIPEndPoint());
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static TransportAddress Ask(in TransportAddress remote)
    {
        var loopback = TransportAddress.Of(remote.IsIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0);
        try
        {
            using var socket = new Socket(remote.IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(remote.Port == 0 ? remote.WithPort(5060).ToIPEndPoint() : remote.ToIPEndPoint());
            return socket.LocalEndPoint is IPEndPoint endPoint ? TransportAddress.Of(endPoint.Address, 0) : loopback;
        }
        catch (SocketException)
        {
            return loopback; // No route: whatever is sent there fails by itself.
        }
    }
}
