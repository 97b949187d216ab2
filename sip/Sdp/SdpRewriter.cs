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

    /// <summary>Sends each media to a target of its own: the media relay.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="body">The session description.</param>
    /// <param name="targets">One for each m= line, in their order; a refused media needs none (default).</param>
    /// <param name="origin">Whether o= gets the session's address.</param>
    /// <returns>False, with nothing usable written, when a media has no target or an m= line is malformed.</returns>
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
        var sessionHasAddress = false;
        var media = -1;
        var isRejected = false;
        var lines = new SdpLines(body);
        while (lines.TryNext(out var line))
        {
            switch (line.Type)
            {
                case (byte)'m':
                    if (++media >= targets.Length || !SdpMedia.TryParse(line.Value, out var head)) return false;
                    isRejected = head.IsRejected;
                    if (isRejected)
                    {
                        AsItCame(ref writer, line);
                        break;
                    }
                    if (targets[media].Address is not { } address) return false;
                    text = Format(address, mediaText);
                    rtcpPort = targets[media].RtcpPort;
                    Media(ref writer, line, head, targets[media].Port);
                    var inherits = sessionHasAddress && text.SequenceEqual(sessionText);
                    if (!inherits && !SectionHasAddress(lines.Rest)) InsertConnection(ref writer, line, text);
                    break;
                case (byte)'c' when !isRejected:
                    sessionHasAddress |= media < 0;
                    Connection(ref writer, line, SdpCorrection.All, text);
                    break;
                case (byte)'o' when origin:
                    Origin(ref writer, line, SdpCorrection.All, text);
                    break;
                case (byte)'a' when media >= 0 && !isRejected && SdpMedia.TryParseRtcp(line.Value, out _, out _):
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
