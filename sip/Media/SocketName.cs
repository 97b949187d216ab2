using System.Runtime.InteropServices;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>
/// An address and port as Linux has it (struct sockaddr_in, sockaddr_in6), so that a packet's source is compared with the expected
/// one, and used as a target, without being taken apart. What IPv4 does not use is zero.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SocketName
{
    /// <summary>The length of the longest.</summary>
    public const int MaxLength = 28;

    private const ushort Inet = 2, Inet6 = 10;

    // sockaddr_in: family, port, address. sockaddr_in6: family, port, flow label; address; address; scope.
    private readonly ulong _head, _first, _second;
    private readonly uint _scope;

    private SocketName(ulong head, ulong first, ulong second, uint scope)
    {
        _head = head;
        _first = first;
        _second = second;
        _scope = scope;
    }

    /// <summary>AF_INET or AF_INET6; 0 when there is no address.</summary>
    public int Family => (ushort)_head;

    /// <summary>How much of it the system is given.</summary>
    public uint Length => Family == Inet6 ? MaxLength : 16u;

    /// <summary>The name of an address.</summary>
    public static SocketName Of(in TransportAddress address)
    {
        Span<byte> packed = stackalloc byte[TransportAddress.MaxPackedLength];
        packed = packed[..address.Pack(packed)];
        Span<byte> bytes = stackalloc byte[MaxLength + 4];
        bytes.Clear();
        MemoryMarshal.Write(bytes, address.IsIPv6 ? Inet6 : Inet);
        packed[1..3].CopyTo(bytes[2..]);
        packed[3..].CopyTo(bytes[(address.IsIPv6 ? 8 : 4)..]);
        return MemoryMarshal.Read<SocketName>(bytes);
    }

    /// <summary>The address of the name, without an IPv6 scope.</summary>
    public TransportAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[MaxLength + 4];
        MemoryMarshal.Write(bytes, new SocketName(_head, _first, _second, _scope));
        Span<byte> packed = stackalloc byte[TransportAddress.MaxPackedLength];
        packed[0] = Family == Inet6 ? (byte)6 : (byte)4;
        bytes[2..4].CopyTo(packed[1..]);
        if (Family == Inet6) bytes[8..24].CopyTo(packed[3..]);
        else bytes[4..8].CopyTo(packed[3..]);
        TransportAddress.Unpack(packed, out var address);
        return address;
    }
}
