using System.Text;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Sdp;

/// <summary>One m= section of a session description (RFC 8866 §5.14), as spans over the body.</summary>
public readonly ref struct SdpMedia
{
    internal SdpMedia(ReadOnlySpan<byte> kind, ushort port, ushort portCount, ReadOnlySpan<byte> tail)
    {
        Kind = kind;
        Port = port;
        PortCount = portCount;
        Tail = tail;
    }

    /// <summary>"audio", "video", and so on.</summary>
    public ReadOnlySpan<byte> Kind { get; }

    /// <summary>The port; 0 means that the media is refused or ended (RFC 3264 §6).</summary>
    public ushort Port { get; }

    /// <summary>How many ports there are; 1 unless written as port/count.</summary>
    public ushort PortCount { get; }

    /// <summary>True when the media is refused.</summary>
    public bool IsRejected => Port == 0;

    /// <summary>Where the media goes: the section's connection address, else the session's; empty when neither is there.</summary>
    public ReadOnlySpan<byte> Address { get; init; }

    /// <summary>True when the address is 0.0.0.0 or ::, a hold.</summary>
    public bool IsHeld => SdpAddress.KindOf(Address) == SdpAddressKind.Hold;

    /// <summary>The port of RTCP: that of a=rtcp, else the next one (RFC 3605 §2.1).</summary>
    public int RtcpPort { get; init; }

    /// <summary>The address of RTCP: that of a=rtcp, else the media's.</summary>
    public ReadOnlySpan<byte> RtcpAddress { get; init; }

    /// <summary>True when RTP and RTCP share a port if both sides agree (RFC 5761).</summary>
    public bool OffersRtcpMux { get; init; }

    /// <summary>True for media over TCP (RFC 4145), which is a connection and no stream of datagrams.</summary>
    public bool IsConnection => Protocol.StartsWith("TCP"u8);

    /// <summary>True for RTP, SRTP included; false for T.38 over UDPTL and whatever else has packets of its own.</summary>
    public bool IsRtp => Protocol.IndexOf("RTP/"u8) >= 0;

    private ReadOnlySpan<byte> Protocol
    {
        get
        {
            var text = Tail.TrimStart((byte)' ');
            var end = text.IndexOf((byte)' ');
            return end < 0 ? text : text[..end];
        }
    }

    /// <summary>The transport and formats, from the blank behind the port on.</summary>
    internal ReadOnlySpan<byte> Tail { get; }

    /// <summary>Takes the value of m= apart: kind SP port[/count] SP proto ...</summary>
    internal static bool TryParse(ReadOnlySpan<byte> value, out SdpMedia media)
    {
        media = default;
        var kindEnd = value.IndexOf((byte)' ');
        if (kindEnd <= 0) return false;
        var rest = value[(kindEnd + 1)..];
        var portEnd = rest.IndexOf((byte)' ');
        if (portEnd <= 0) return false;
        var port = rest[..portEnd];
        uint count = 1;
        var slash = port.IndexOf((byte)'/');
        if (slash >= 0 && (!Token.TryParseUInt(port[(slash + 1)..], ushort.MaxValue, out count) || count == 0)) return false;
        if (!Token.TryParseUInt(slash < 0 ? port : port[..slash], ushort.MaxValue, out var number)) return false;
        media = new SdpMedia(value[..kindEnd], (ushort)number, (ushort)count, rest[portEnd..]);
        return true;
    }

    /// <summary>Takes the value of an a= line apart when it is rtcp: port [IN IP4 address].</summary>
    internal static bool TryParseRtcp(ReadOnlySpan<byte> value, out ushort port, out ReadOnlySpan<byte> address)
    {
        port = 0;
        address = default;
        if (value.Length < 6 || !Ascii.EqualsIgnoreCase(value[..5], "rtcp:"u8)) return false;
        value = value[5..].Trim((byte)' ');
        var blank = value.IndexOf((byte)' ');
        if (!Token.TryParseUInt(blank < 0 ? value : value[..blank], ushort.MaxValue, out var number)) return false;
        if (blank >= 0 && !SdpAddress.TryParse(value[(blank + 1)..], out address)) return false;
        port = (ushort)number;
        return true;
    }
}
