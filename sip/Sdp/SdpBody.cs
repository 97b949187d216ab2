using System.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Sdp;

/// <summary>Finds the session description of a message.</summary>
public static class SdpBody
{
    private const int LongestBoundary = 70;

    /// <summary>
    /// True when the body is a session description, or has one among several parts, as calls from ISUP networks and with a location have.
    /// Other kinds of multipart are left alone: they may be signed.
    /// </summary>
    public static bool TryFind(SipMessage message, out Slice description)
    {
        description = message.Body;
        if (description.IsEmpty || !message.TryFind(HeaderName.ContentType, out var field)) return false;
        if (Is(message[field], "application/sdp"u8)) return true;
        return Is(message[field], "multipart/mixed"u8) && TryGetBoundary(message[field], out var boundary) && TryFindPart(message, boundary, out description);
    }

    /// <summary>True for a value of Content-Type, whatever its parameters.</summary>
    private static bool Is(ReadOnlySpan<byte> value, ReadOnlySpan<byte> type)
    {
        var end = value.IndexOf((byte)';');
        return Ascii.EqualsIgnoreCase((end < 0 ? value : value[..end]).Trim(" \t"u8), type);
    }

    private static bool TryGetBoundary(ReadOnlySpan<byte> value, out ReadOnlySpan<byte> boundary)
    {
        boundary = default;
        const int NameLength = 9;
        for (var at = value.IndexOf((byte)';'); at >= 0; at = value.IndexOf((byte)';'))
        {
            value = value[(at + 1)..].TrimStart(" \t"u8);
            if (value.Length <= NameLength || !Ascii.EqualsIgnoreCase(value[..NameLength], "boundary="u8)) continue;
            boundary = value[NameLength..];
            var isQuoted = boundary[0] == '"';
            if (isQuoted) boundary = boundary[1..];
            var end = boundary.IndexOf(isQuoted ? (byte)'"' : (byte)';');
            if (end >= 0) boundary = boundary[..end];
            boundary = boundary.TrimEnd(" \t"u8);
            return boundary.Length is > 0 and <= LongestBoundary;
        }
        return false;
    }

    /// <summary>RFC 2046 §5.1.1: "--boundary", header fields, an empty line, the part, a line end, and the next "--boundary".</summary>
    private static bool TryFindPart(SipMessage message, ReadOnlySpan<byte> boundary, out Slice part)
    {
        part = default;
        Span<byte> delimiter = stackalloc byte[2 + LongestBoundary];
        delimiter = delimiter[..(2 + boundary.Length)];
        "--"u8.CopyTo(delimiter);
        boundary.CopyTo(delimiter[2..]);

        var start = message.Body.Start;
        var rest = message[message.Body];
        while (rest.IndexOf(delimiter) is >= 0 and var at)
        {
            start += at + delimiter.Length;
            rest = rest[(at + delimiter.Length)..];
            var end = rest.IndexOf(delimiter);
            if (end < 0) return false;
            var head = rest[..end].IndexOf("\r\n\r\n"u8);
            if (head < 0 || !IsPlainDescription(rest[..head])) continue;
            part = new Slice(start + head + 4, Math.Max(0, end - head - 6));
            return !part.IsEmpty;
        }
        return false;
    }

    /// <summary>A part that says how long it is, or is encoded, cannot be changed by itself.</summary>
    private static bool IsPlainDescription(ReadOnlySpan<byte> head)
    {
        var isDescription = false;
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            var colon = line.IndexOf((byte)':');
            if (colon < 0) continue;
            var name = line[..colon].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "Content-Type"u8)) isDescription = Is(line[(colon + 1)..], "application/sdp"u8);
            else if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8) || Ascii.EqualsIgnoreCase(name, "Content-Transfer-Encoding"u8)) return false;
        }
        return isDescription;
    }
}
