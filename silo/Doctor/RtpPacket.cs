using System.Buffers.Binary;

namespace SystemConnector.Silo.Doctor;

/// <summary>RTP as far as silence needs it (RFC 3550 §5.1).</summary>
internal static class RtpPacket
{
    private const int HeaderLength = 12;

    /// <summary>A packet of silence, to be numbered.</summary>
    public static byte[] Silence(byte payloadType, uint source, int samples)
    {
        var packet = new byte[HeaderLength + samples];
        packet[0] = 0x80;
        packet[1] = payloadType;
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), source);
        // G.711: the quietest value of µ-law and of A-law.
        packet.AsSpan(HeaderLength).Fill(payloadType == 8 ? (byte)0xD5 : (byte)0xFF);
        return packet;
    }

    /// <summary>Gives a packet its place in the stream.</summary>
    public static void Number(byte[] packet, ushort sequence, uint timestamp)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), sequence);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), timestamp);
    }

    /// <summary>True when it has the form of one.</summary>
    public static bool Is(ReadOnlySpan<byte> packet) => packet.Length >= HeaderLength && packet[0] >> 6 == 2;
}
