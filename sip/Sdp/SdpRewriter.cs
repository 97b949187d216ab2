using System.Net;
using System.Net.Sockets;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Sdp;

/// <summary>
/// Writes a session description with other addresses. Everything that it does not understand or need to change passes byte for byte,
/// line ends included.
/// </summary>
public static class SdpRewriter
{
    /// <summary>Room for an IPv6 address with a scope, in text.</summary>
    private const int AddressLength = 65;

    /// <summary>Replaces connection addresses (c= and a=rtcp) by one: the NAT correction.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="body">The session description.</param>
    /// <param name="which">Which addresses to replace.</param>
    /// <param name="address">The address in their place.</param>
    /// <param name="origin">Whether o= is rewritten by the same rule; it names the session and routes nothing (RFC 8866 §5.2).</param>
    /// <returns>True when anything changed.</returns>
    public static bool ReplaceAddresses(ref MessageWriter writer, ReadOnlySpan<byte> body, SdpCorrection which, IPAddress address, bool origin = false)
    {
        Span<byte> text = stackalloc byte[AddressLength];
        text = Format(address, text);
        var changed = false;
        var lines = new SdpLines(body);
        while (lines.TryNext(out var line))
        {
            changed |= line.Type switch
            {
                (byte)'c' => Connection(ref writer, line, which, text),
                (byte)'o' when origin => Origin(ref writer, line, which, text),
                (byte)'a' => Rtcp(ref writer, line, which, text),
                _ => AsItCame(ref writer, line),
            };
        }
        return changed;
    }

    /// <summary>
    /// Sends each media to a target of its own: the media relay. What ICE (RFC 8839) says is left out, so that both sides send to the
    /// address in c= and m=, which is the relay's, and not to each other.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="body">The session description.</param>
    /// <param name="targets">One for each m= line, in their order; a media whose target has no address passes as it came, refused ones anyway.</param>
    /// <param name="origin">Whether o= gets the session's address.</param>
    /// <returns>False, with nothing usable written, when no media has an address, there are more than targets, or an m= line is malformed.</returns>
    public static bool MapMedia(ref MessageWriter writer, ReadOnlySpan<byte> body, ReadOnlySpan<SdpTarget> targets, bool origin = false)
    {
        // The session's address is that of the first media that has a target; without any, nothing can be mapped.
        var first = 0;
        while (first < targets.Length && targets[first].Address is null) first++;
        if (first == targets.Length) return false;
        Span<byte> sessionText = stackalloc byte[AddressLength];
        sessionText = Format(targets[first].Address!, sessionText);
        Span<byte> mediaText = stackalloc byte[AddressLength];
        var text = sessionText;
        ushort rtcpPort = 0;
        ReadOnlySpan<byte> sessionConnection = default;
        var media = -1;
        var isMapped = true;
        var lines = new SdpLines(body);
        while (lines.TryNext(out var line))
        {
            switch (line.Type)
            {
                case (byte)'m':
                    if (++media >= targets.Length || !SdpMedia.TryParse(line.Value, out var head)) return false;
                    isMapped = !head.IsRejected && targets[media].Address is not null;
                    if (!isMapped)
                    {
                        AsItCame(ref writer, line);
                        // The session's address is the relay's now.
                        if (!head.IsRejected && !sessionConnection.IsEmpty && !SectionHasAddress(lines.Rest)) writer.Write(sessionConnection);
                        break;
                    }
                    text = Format(targets[media].Address!, mediaText);
                    rtcpPort = targets[media].RtcpPort;
                    Media(ref writer, line, head, targets[media].Port);
                    var inherits = !sessionConnection.IsEmpty && text.SequenceEqual(sessionText);
                    if (!inherits && !SectionHasAddress(lines.Rest)) InsertConnection(ref writer, line, text);
                    break;
                case (byte)'c' when isMapped:
                    if (media < 0) sessionConnection = line.Whole;
                    Connection(ref writer, line, SdpCorrection.All, text);
                    break;
                case (byte)'a' when IsIce(line.Value):
                    break;
                case (byte)'o' when origin:
                    Origin(ref writer, line, SdpCorrection.All, text);
                    break;
                case (byte)'a' when media >= 0 && isMapped && SdpMedia.TryParseRtcp(line.Value, out _, out _):
                    writer.Write("a=rtcp:"u8);
                    writer.Write(rtcpPort);
                    writer.Write(" IN IP"u8);
                    WriteAddress(ref writer, text);
                    writer.Write(line.LineEnd);
                    break;
                default:
                    AsItCame(ref writer, line);
                    break;
            }
        }
        return true;
    }

    /// <summary>Attributes of RFC 8839 §5 and of trickle ICE.</summary>
    private static bool IsIce(ReadOnlySpan<byte> attribute) =>
        attribute.StartsWith("ice-"u8) || attribute.StartsWith("candidate:"u8) || attribute.StartsWith("remote-candidates:"u8)
        || attribute.SequenceEqual("end-of-candidates"u8);

    private static void Media(ref MessageWriter writer, in SdpLine line, in SdpMedia media, ushort port)
    {
        writer.Write("m="u8);
        writer.Write(media.Kind);
        writer.Write((byte)' ');
        writer.Write(port);
        writer.Write(media.Tail);
        writer.Write(line.LineEnd);
    }

    private static void InsertConnection(ref MessageWriter writer, in SdpLine after, scoped ReadOnlySpan<byte> text)
    {
        if (after.LineEnd.IsEmpty) writer.Write("\r\n"u8);
        writer.Write("c=IN IP"u8);
        WriteAddress(ref writer, text);
        writer.Write(after.LineEnd);
    }

    private static bool SectionHasAddress(ReadOnlySpan<byte> rest)
    {
        var lines = new SdpLines(rest);
        while (lines.TryNext(out var line) && line.Type != 'm')
            if (line.Type == 'c') return true;
        return false;
    }

    private static bool Connection(ref MessageWriter writer, in SdpLine line, SdpCorrection which, scoped ReadOnlySpan<byte> text)
    {
        if (!SdpAddress.TryParse(line.Value, out var address) || !IsReplaced(address, which)) return AsItCame(ref writer, line);
        writer.Write("c=IN IP"u8);
        WriteAddress(ref writer, text);
        writer.Write(line.LineEnd);
        return true;
    }

    private static bool Origin(ref MessageWriter writer, in SdpLine line, SdpCorrection which, scoped ReadOnlySpan<byte> text)
    {
        // username SP id SP version SP "IN" SP "IP4" SP address
        var at = line.Value.LastIndexOf(" IN IP"u8);
        if (at < 0 || !SdpAddress.TryParse(line.Value[(at + 1)..], out var address) || !IsReplaced(address, which)) return AsItCame(ref writer, line);
        writer.Write("o="u8);
        writer.Write(line.Value[..at]);
        writer.Write(" IN IP"u8);
        WriteAddress(ref writer, text);
        writer.Write(line.LineEnd);
        return true;
    }

    private static bool Rtcp(ref MessageWriter writer, in SdpLine line, SdpCorrection which, scoped ReadOnlySpan<byte> text)
    {
        if (!SdpMedia.TryParseRtcp(line.Value, out var port, out var address) || address.IsEmpty || !IsReplaced(address, which)) return AsItCame(ref writer, line);
        writer.Write("a=rtcp:"u8);
        writer.Write(port);
        writer.Write(" IN IP"u8);
        WriteAddress(ref writer, text);
        writer.Write(line.LineEnd);
        return true;
    }

    private static bool AsItCame(ref MessageWriter writer, in SdpLine line)
    {
        writer.Write(line.Whole);
        return false;
    }

    private static bool IsReplaced(ReadOnlySpan<byte> address, SdpCorrection which) => SdpAddress.KindOf(address) switch
    {
        SdpAddressKind.Private => true,
        SdpAddressKind.Other => which == SdpCorrection.All,
        _ => false,
    };

    /// <summary>Writes "4 address" or "6 address".</summary>
    private static void WriteAddress(ref MessageWriter writer, scoped ReadOnlySpan<byte> text)
    {
        writer.Write(text.Contains((byte)':') ? "6 "u8 : "4 "u8);
        writer.Write(text);
    }

    private static Span<byte> Format(IPAddress address, Span<byte> text)
    {
        // A socket that serves both families reports IPv4 peers as mapped addresses, which mean nothing in SDP.
        var isMapped = address.AddressFamily == AddressFamily.InterNetworkV6 && address.IsIPv4MappedToIPv6;
        address.TryFormat(text, out var length);
        text = text[..length];
        var scope = text.IndexOf((byte)'%');
        if (scope >= 0) text = text[..scope];
        return isMapped ? text[(text.LastIndexOf((byte)':') + 1)..] : text;
    }
}
