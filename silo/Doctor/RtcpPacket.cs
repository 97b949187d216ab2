using System.Buffers.Binary;

namespace SystemConnector.Silo.Doctor;

/// <summary>RTCP as far as a probe needs it (RFC 3550 §6).</summary>
internal static class RtcpPacket
{
    private const byte SenderReportType = 200, ReceiverReportType = 201, DescriptionType = 202, LastType = 207;
    private const int BlockLength = 24;

    private static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A sender report with the description that must go with it (§6.1).</summary>
    /// <param name="source">Whose.</param>
    /// <param name="now">The time.</param>
    /// <param name="packets">How many packets were sent.</param>
    /// <param name="samplesPerPacket">Timestamp units, and with G.711 bytes, of each.</param>
    public static byte[] SenderReport(uint source, DateTimeOffset now, int packets, int samplesPerPacket)
    {
        var packet = new byte[28 + 16];
        var report = packet.AsSpan();
        Begin(report, SenderReportType, 0, 28, source);
        var since = now - Epoch;
        BinaryPrimitives.WriteUInt32BigEndian(report[8..], (uint)(since.Ticks / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32BigEndian(report[12..], (uint)(((ulong)(since.Ticks % TimeSpan.TicksPerSecond) << 32) / TimeSpan.TicksPerSecond));
        BinaryPrimitives.WriteUInt32BigEndian(report[16..], (uint)(packets * samplesPerPacket));
        BinaryPrimitives.WriteUInt32BigEndian(report[20..], (uint)packets);
        BinaryPrimitives.WriteUInt32BigEndian(report[24..], (uint)(packets * samplesPerPacket));
        var description = report[28..];
        Begin(description, DescriptionType, 1, 16, source);
        description[8] = 1; // CNAME
        description[9] = 5;
        "probe"u8.CopyTo(description[10..]);
        return packet;
    }

    /// <summary>True when it is RTCP and no RTP (RFC 5761 §4).</summary>
    public static bool Is(ReadOnlySpan<byte> packet) => packet.Length >= 8 && packet[0] >> 6 == 2 && packet[1] is >= SenderReportType and <= LastType;

    /// <summary>The last report about that source in a compound packet.</summary>
    public static bool TryFindReport(ReadOnlySpan<byte> compound, uint source, out ReceptionReport report)
    {
        report = default;
        var found = false;
        while (Is(compound))
        {
            var length = Math.Min(4 * (BinaryPrimitives.ReadUInt16BigEndian(compound[2..]) + 1), compound.Length);
            var blocks = compound[1] switch { SenderReportType => 28, ReceiverReportType => 8, _ => length };
            for (var block = blocks; block + BlockLength <= length && (block - blocks) / BlockLength < (compound[0] & 0x1F); block += BlockLength)
            {
                if (BinaryPrimitives.ReadUInt32BigEndian(compound[block..]) != source) continue;
                report = new ReceptionReport(compound[block + 4], BinaryPrimitives.ReadUInt32BigEndian(compound[(block + 8)..]));
                found = true;
            }
            compound = compound[length..];
        }
        return found;
    }

    private static void Begin(Span<byte> packet, byte type, byte count, int length, uint source)
    {
        packet[0] = (byte)(0x80 | count);
        packet[1] = type;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)(length / 4 - 1));
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], source);
    }
}
