using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Conformance.Tests.Nat;

/// <summary>
/// A NAT of the kind that is hardest to cross (RFC 4787: address and port-dependent mapping and filtering), for UDP: whoever inside
/// sends from one socket to two destinations is seen at two ports of the public address, and only the destination of such a port
/// gets in by it.
/// </summary>
internal sealed class SymmetricNat : IDisposable
{
    private const int IpHeader = 20, UdpHeader = 8;

    // A mapping lives as long as the NAT: tests are shorter than any NAT's patience.
    private readonly ConcurrentDictionary<(IPEndPoint Inside, IPEndPoint Outside), Socket> _mappings = new();
    private readonly CancellationTokenSource _end = new();
    private readonly IPAddress[] _inside;
    private readonly Socket _wire;

    /// <summary>Joins a namespace to the loopback network.</summary>
    /// <param name="network">The inside.</param>
    /// <param name="inside">The addresses of the inside; everything else is outside.</param>
    public SymmetricNat(NetworkNamespace network, params IPAddress[] inside)
    {
        // A socket that is bound to no address sends to 127.0.0.0/8 from there.
        _inside = [.. inside, IPAddress.Loopback];
        _wire = network.Within(() =>
        {
            // It sees every datagram that anybody inside sends, and puts others there that seem to come from outside.
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Udp);
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.HeaderIncluded, true);
            return socket;
        });
        _ = OutwardAsync();
    }

    /// <summary>The address by which the outside knows all who are inside.</summary>
    public IPAddress Public { get; } = Loopback.Next();

    /// <summary>While true it drops everything that is no SIP: signalling goes through, media does not.</summary>
    public bool BlocksMedia { get; set; }

    private async Task OutwardAsync()
    {
        var buffer = new byte[65536];
        while (await ReceiveAsync(_wire, buffer) is { } packet)
        {
            // IPv4, whose header may have options, and UDP.
            var header = (packet.Span[0] & 0xf) * 4;
            var udp = packet[header..];
            var from = new IPEndPoint(new IPAddress(packet.Span[12..16]), BinaryPrimitives.ReadUInt16BigEndian(udp.Span));
            var to = new IPEndPoint(new IPAddress(packet.Span[16..20]), BinaryPrimitives.ReadUInt16BigEndian(udp.Span[2..]));
            // Ours of the other direction, and what they say among themselves.
            if (_inside.Contains(to.Address) || IsBlocked(to)) continue;
            var mapping = _mappings.GetOrAdd((from, to), Map);
            try
            {
                await mapping.SendAsync(udp[UdpHeader..], _end.Token);
            }
            catch (Exception error) when (error is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Nobody is there: it is lost.
            }
        }
    }

    private Socket Map((IPEndPoint Inside, IPEndPoint Outside) who)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(Public, 0));
        socket.Connect(who.Outside);
        _ = InwardAsync(socket, who.Inside, who.Outside);
        return socket;
    }

    private async Task InwardAsync(Socket mapping, IPEndPoint inside, IPEndPoint outside)
    {
        var buffer = new byte[65536];
        var payload = buffer.AsMemory(IpHeader + UdpHeader);
        while (await ReceiveAsync(mapping, payload) is { } datagram)
        {
            if (IsBlocked(outside)) continue;
            var length = IpHeader + UdpHeader + datagram.Length;
            var packet = buffer.AsSpan(0, length);
            packet[..(IpHeader + UdpHeader)].Clear(); // the kernel fills in the checksum of the header; UDP may go without
            packet[0] = 0x45;
            BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)length);
            packet[8] = 64;
            packet[9] = (byte)ProtocolType.Udp;
            outside.Address.TryWriteBytes(packet[12..], out _);
            inside.Address.TryWriteBytes(packet[16..], out _);
            BinaryPrimitives.WriteUInt16BigEndian(packet[20..], (ushort)outside.Port);
            BinaryPrimitives.WriteUInt16BigEndian(packet[22..], (ushort)inside.Port);
            BinaryPrimitives.WriteUInt16BigEndian(packet[24..], (ushort)(UdpHeader + datagram.Length));
            _wire.SendTo(packet, inside);
        }
    }

    // Null at the end.
    private async Task<ReadOnlyMemory<byte>?> ReceiveAsync(Socket socket, Memory<byte> buffer)
    {
        while (true)
        {
            try
            {
                return buffer[..await socket.ReceiveAsync(buffer, _end.Token)];
            }
            catch (SocketException) when (!_end.IsCancellationRequested)
            {
                // What was sent before met nobody; the next one may.
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return null;
            }
        }
    }

    private bool IsBlocked(IPEndPoint outside) => BlocksMedia && outside.Port != 5060;

    public void Dispose()
    {
        _end.Cancel();
        foreach (var mapping in _mappings.Values) mapping.Dispose();
        _wire.Dispose();
        _end.Dispose();
    }
}
