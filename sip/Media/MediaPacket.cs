using System.Buffers.Binary;

namespace SystemConnector.Sip.Media;

/// <summary>What a datagram is, by its first bytes (RFC 7983 §7). The relay changes none of it, so SRTP and DTLS pass.</summary>
internal static class MediaPacket
{
    private const int RtpHeader = 12, RtcpHeader = 8, StunHeader = 20, DtlsHeader = 13;
    private const uint StunCookie = 0x2112A442;

    /// <summary>True for RTP or RTCP of version 2, STUN, and DTLS: what a stream of RTP may begin with.</summary>
    public static bool IsKnown(ReadOnlySpan<byte> packet) => packet.Length >= RtcpHeader && packet[0] switch
    {
        < 4 => packet.Length >= StunHeader && BinaryPrimitives.ReadUInt32BigEndian(packet[4..]) == StunCookie,
        >= 20 and <= 63 => packet.Length >= DtlsHeader,
        >= 128 and <= 191 => packet.Length >= RtpHeader || IsRtcp(packet),
        _ => false,
    };

    /// <summary>True for RTP, with which RTCP may share a port (RFC 5761 §4).</summary>
    public static bool IsRtp(ReadOnlySpan<byte> packet) => packet.Length >= RtpHeader && packet[0] >> 6 == 2 && !IsRtcp(packet);

    private static bool IsRtcp(ReadOnlySpan<byte> packet) => packet[1] is >= 192 and <= 223;
}
