using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Transports;

/// <summary>An IP address and port as a value: kept, compared and written without an object.</summary>
public readonly record struct TransportAddress
{
    private readonly UInt128 _address;

    private TransportAddress(UInt128 address, ushort port, bool isIPv6, uint scope)
    {
        _address = address;
        Port = port;
        IsIPv6 = isIPv6;
        Scope = scope;
    }

    /// <summary>The port.</summary>
    public ushort Port { get; }

    /// <summary>True for IPv6, false for IPv4.</summary>
    public bool IsIPv6 { get; }

    private uint Scope { get; }

    /// <summary>The address of an endpoint; an IPv4 address mapped to IPv6 becomes IPv4 again.</summary>
    public static TransportAddress Of(IPAddress address, int port)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? new TransportAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)port, false, 0)
            : new TransportAddress(BinaryPrimitives.ReadUInt128BigEndian(bytes), (ushort)port, true, (uint)address.ScopeId);
    }

    /// <summary>The address of an endpoint.</summary>
    public static TransportAddress Of(IPEndPoint endPoint) => Of(endPoint.Address, endPoint.Port);

    /// <summary>The same address with another port.</summary>
    public TransportAddress WithPort(int port) => new(_address, (ushort)port, IsIPv6, Scope);

    /// <summary>The network of that prefix length around the address: what follows the prefix is 0, the port and the scope too.</summary>
    public TransportAddress Network(int prefixLength)
    {
        var rest = (IsIPv6 ? 128 : 32) - prefixLength;
        // A shift by 128 is one by 0.
        return new(prefixLength == 0 ? 0 : _address >> rest << rest, 0, IsIPv6, 0);
    }

    /// <summary>True when both have the same IP address, whatever the port.</summary>
    public bool HasAddressOf(in TransportAddress other) => _address == other._address && IsIPv6 == other.IsIPv6;

    /// <summary>The address without the port as an object, for what is not on the path of a call.</summary>
    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!IsIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)_address);
            return new IPAddress(bytes[..4]);
        }
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _address);
        return new IPAddress(bytes, Scope);
    }

    /// <summary>The endpoint as an object.</summary>
    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    /// <summary>Writes the address, IPv6 in brackets where it stands for a host.</summary>
    public void WriteHost(ref MessageWriter writer, bool brackets = true)
    {
        Span<byte> text = stackalloc byte[64];
        if (!IsIPv6)
        {
            var address = (uint)_address;
            for (var shift = 24; shift >= 0; shift -= 8)
            {
                writer.Write(address >> shift & 0xFF);
                if (shift > 0) writer.Write((byte)'.');
            }
            return;
        }
        ToIPAddress().TryFormat(text, out var length);
        var percent = text[..length].IndexOf((byte)'%');
        if (percent >= 0) length = percent;
        if (brackets) writer.Write((byte)'[');
        writer.Write(text[..length]);
        if (brackets) writer.Write((byte)']');
    }

    /// <summary>Writes "host:port".</summary>
    public void Write(ref MessageWriter writer)
    {
        WriteHost(ref writer);
        writer.Write((byte)':');
        writer.Write(Port);
    }

    /// <inheritdoc/>
    public override string ToString() => ToIPEndPoint().ToString();

    /// <summary>The most bytes that <see cref="Pack"/> writes.</summary>
    public const int MaxPackedLength = 19;

    /// <summary>Writes the address in its shortest binary form; returns how many bytes.</summary>
    public int Pack(Span<byte> destination)
    {
        destination[0] = IsIPv6 ? (byte)6 : (byte)4;
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], Port);
        if (!IsIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[3..], (uint)_address);
            return 7;
        }
        BinaryPrimitives.WriteUInt128BigEndian(destination[3..], _address);
        return MaxPackedLength;
    }

    /// <summary>Reads what <see cref="Pack"/> wrote; returns how many bytes, 0 when it is something else.</summary>
    public static int Unpack(ReadOnlySpan<byte> source, out TransportAddress address)
    {
        address = default;
        if (source.Length < 7) return 0;
        var port = BinaryPrimitives.ReadUInt16BigEndian(source[1..]);
        switch (source[0])
        {
            case 4:
                address = new TransportAddress(BinaryPrimitives.ReadUInt32BigEndian(source[3..]), port, false, 0);
                return 7;
            case 6 when source.Length >= MaxPackedLength:
                address = new TransportAddress(BinaryPrimitives.ReadUInt128BigEndian(source[3..]), port, true, 0);
                return MaxPackedLength;
            default:
                return 0;
        }
    }

    /// <summary>Reads what the system filled in on a receive.</summary>
    internal static TransportAddress Read(SocketAddress source)
    {
        var bytes = source.Buffer.Span;
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (source.Family == AddressFamily.InterNetwork)
            return new TransportAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port, false, 0);
        var address = BinaryPrimitives.ReadUInt128BigEndian(bytes[8..]);
        // ::ffff:a.b.c.d
        if (address >> 32 == 0xFFFF) return new TransportAddress((uint)address, port, false, 0);
        return new TransportAddress(address, port, true, BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]));
    }

    /// <summary>Fills in a socket address of the same family for a send.</summary>
    internal void Write(SocketAddress destination)
    {
        var bytes = destination.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], Port);
        if (!IsIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)_address);
            return;
        }
        BinaryPrimitives.WriteUInt128BigEndian(bytes[8..], _address);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[24..], Scope);
    }
}
