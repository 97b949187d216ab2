using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Sip.Tests.Media;

/// <summary>A peer's media socket on loopback.</summary>
internal sealed class MediaSocket : IDisposable
{
    private readonly Socket _socket;

    public MediaSocket(string address)
    {
        var local = IPAddress.Parse(address);
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(local, 0));
    }

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    public int Port => Local.Port;

    public static byte[] Rtp(ushort sequence, uint source = 1) =>
        [0x80, 0, (byte)(sequence >> 8), (byte)sequence, 0, 0, 0, 0, (byte)(source >> 24), (byte)(source >> 16), (byte)(source >> 8), (byte)source, 7];

    public void Send(IPEndPoint to, params byte[] packet) => _socket.SendTo(packet, to);

    public void SendRtp(IPEndPoint to, ushort sequence = 1) => Send(to, Rtp(sequence));

    /// <summary>The next datagram and where it came from.</summary>
    public async Task<(byte[] Packet, IPEndPoint From)> ReceiveAsync()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        var buffer = new byte[65_536];
        var any = new IPEndPoint(_socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        var result = await _socket.ReceiveFromAsync(buffer, any, bound.Token);
        return (buffer[..result.ReceivedBytes], (IPEndPoint)result.RemoteEndPoint);
    }

    /// <summary>The sequence number of the next packet.</summary>
    public async Task<int> SequenceAsync()
    {
        var (packet, _) = await ReceiveAsync();
        return packet[2] << 8 | packet[3];
    }

    public void Dispose() => _socket.Dispose();
}
