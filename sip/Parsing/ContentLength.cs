using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Parsing;

/// <summary>Finds Content-Length in a header without parsing the rest: a stream is framed before it is parsed (RFC 3261 §18.3).</summary>
internal static class ContentLength
{
    /// <summary>Reads the field, in full or compact form, folded or not; a fault when it is missing, malformed or contradicts itself.</summary>
    public static MessageFault Find(ReadOnlySpan<byte> header, out int length)
    {
        length = -1;
        while (true)
        {
            var lineEnd = header.IndexOf((byte)'\n');
            if (lineEnd < 0) break;
            // The start line is skipped first, the fields behind it are looked at.
            header = header[(lineEnd + 1)..];
            if (header.IsEmpty || (header[0] | 0x20) is not ('c' or 'l')) continue;
            var colon = header.IndexOf((byte)':');
            if (colon < 0) break;
            if (HeaderNames.Of(header[..colon].TrimEnd(" \t"u8)) != HeaderName.ContentLength) continue;

            if (!Token.TryParseUInt(Value(header[(colon + 1)..]), int.MaxValue, out var stated)) return MessageFault.BadContentLength;
            if (length >= 0 && length != (int)stated) return MessageFault.DuplicateHeaderField;
            length = (int)stated;
        }
        return length < 0 ? MessageFault.MissingHeaderField : MessageFault.None;
    }

    /// <summary>The value up to the end of its last line, without the white space and line ends around it.</summary>
    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> rest)
    {
        var end = 0;
        do
        {
            var lineEnd = rest[end..].IndexOf((byte)'\n');
            if (lineEnd < 0) return rest;
            end += lineEnd + 1;
        }
        while (end < rest.Length && Token.IsWhite(rest[end]));
        return rest[..end].Trim(" \t\r\n"u8);
    }
}
