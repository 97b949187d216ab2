using System.Text;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Sdp;

/// <summary>What kind of address stands in a session description.</summary>
internal enum SdpAddressKind : byte
{
    /// <summary>A public unicast address, or a name, which nobody can judge without resolving it.</summary>
    Other,

    /// <summary>Reachable only near its host: RFC 1918, RFC 6598, RFC 4193, link-local, loopback.</summary>
    Private,

    /// <summary>0.0.0.0 or ::, the hold of RFC 2543 (RFC 3264 §8.4).</summary>
    Hold,
    Multicast,
}

/// <summary>Reads "IN IP4 address" as in c=, o= and a=rtcp (RFC 8866 §5.7), without allocating.</summary>
internal static class SdpAddress
{
    /// <summary>Takes "IN IP4 address[/ttl[/count]]" apart; the address is without its suffix. False for another network type.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> address)
    {
        address = default;
        if (text.Length < 8 || !Ascii.EqualsIgnoreCase(text[..5], "IN IP"u8) || text[5] is not ((byte)'4' or (byte)'6') || text[6] != ' ') return false;
        address = text[7..].Trim((byte)' ');
        var slash = address.IndexOf((byte)'/');
        if (slash >= 0) address = address[..slash];
        return !address.IsEmpty && !address.Contains((byte)' ');
    }

    /// <summary>Sorts an address.</summary>
    public static SdpAddressKind KindOf(ReadOnlySpan<byte> address)
    {
        if (address.Contains((byte)':')) return KindOfIpv6(address);
        return TryParseIpv4(address, out var number) ? KindOfIpv4(number) : SdpAddressKind.Other;
    }

    private static SdpAddressKind KindOfIpv4(uint address)
    {
        if (address == 0) return SdpAddressKind.Hold;
        if (address >> 28 == 0xE) return SdpAddressKind.Multicast;
        var isPrivate = address >> 24 is 10 or 127
            || address >> 20 == (172 << 4 | 1)
            || address >> 16 is (192 << 8 | 168) or (169 << 8 | 254)
            || address >> 22 == (100 << 2 | 1);
        return isPrivate ? SdpAddressKind.Private : SdpAddressKind.Other;
    }

    private static SdpAddressKind KindOfIpv6(ReadOnlySpan<byte> address)
    {
        if (address.SequenceEqual("::"u8)) return SdpAddressKind.Hold;
        if (address.SequenceEqual("::1"u8)) return SdpAddressKind.Private;
        // The first group decides; only one of four digits reaches these prefixes.
        if (address.IndexOf((byte)':') != 4) return SdpAddressKind.Other;
        var first = (byte)(address[0] | 0x20);
        var second = (byte)(address[1] | 0x20);
        if (first != 'f') return SdpAddressKind.Other;
        return second switch
        {
            (byte)'f' => SdpAddressKind.Multicast,
            (byte)'c' or (byte)'d' => SdpAddressKind.Private,
            (byte)'e' when (address[2] | 0x20) is '8' or '9' or 'a' or 'b' => SdpAddressKind.Private,
            _ => SdpAddressKind.Other,
        };
    }

    private static bool TryParseIpv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        for (var i = 0; i < 4; i++)
        {
            var dot = i < 3 ? text.IndexOf((byte)'.') : text.Length;
            if (dot < 0 || !Token.TryParseUInt(text[..dot], 255, out var part)) return false;
            address = address << 8 | part;
            text = text[Math.Min(dot + 1, text.Length)..];
        }
        return true;
    }
}
