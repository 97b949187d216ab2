using System.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Parsing;

/// <summary>Takes one Via value apart.</summary>
internal static class ViaParser
{
    /// <summary>
    /// Parses a Via value that begins at <paramref name="offset"/> of the message's buffer. When false, <paramref name="via"/> still
    /// says where an answer goes, if that much was understood; otherwise it is empty.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int offset, out Via via)
    {
        via = default;

        // 1. sent-protocol: SIP / 2.0 / transport, with white space allowed around the slashes (RFC 4475 §3.1.1.1)
        var position = 0;
        if (!Element(text, ref position, out var name) || !Ascii.EqualsIgnoreCase(text.Slice(name.Start, name.Length), "SIP"u8)) return false;
        if (!Separator(text, ref position) || !Element(text, ref position, out var version)) return false;
        if (!Separator(text, ref position) || !Element(text, ref position, out var transport)) return false;

        // 2. sent-by: host [:port]
        SkipWhite(text, ref position);
        var start = position;
        if (position < text.Length && text[position] == '[')
        {
            while (position < text.Length && text[position] != ']') position++;
            if (position == text.Length) return false;
            position++;
        }
        else
        {
            while (position < text.Length && text[position] is not ((byte)':' or (byte)';' or (byte)' ' or (byte)'\t')) position++;
        }
        var host = new Slice(start, position - start);
        if (!Host.IsValid(text.Slice(host.Start, host.Length))) return false;
        SkipWhite(text, ref position);
        uint port = 0;
        if (position < text.Length && text[position] == ':')
        {
            position++;
            SkipWhite(text, ref position);
            start = position;
            while (position < text.Length && char.IsAsciiDigit((char)text[position])) position++;
            if (!Token.TryParseUInt(text[start..position], 65535, out port) || port == 0) return false;
        }

        // 3. parameters
        Slice branch = default, received = default;
        var rport = false;
        var parameters = new HeaderParameters(text[position..]);
        while (parameters.MoveNext())
        {
            if (parameters.NameIs("branch"u8)) branch = At(parameters.Value, offset + position);
            else if (parameters.NameIs("received"u8)) received = At(parameters.Value, offset + position);
            else if (parameters.NameIs("rport"u8)) rport = true;
        }
        // Whoever sent malformed parameters or another version can still be told so (RFC 4475 §3.1.2.1, §3.1.2.16).
        via = new Via(At(transport, offset), At(host, offset), (ushort)port, branch, received, rport, new Slice(offset, text.Length));
        return !parameters.IsMalformed && text.Slice(version.Start, version.Length).SequenceEqual("2.0"u8);
    }

    private static Slice At(Slice slice, int offset) => slice with { Start = slice.Start + offset };

    private static bool Element(ReadOnlySpan<byte> text, ref int position, out Slice element)
    {
        SkipWhite(text, ref position);
        var start = position;
        while (position < text.Length && text[position] is not ((byte)'/' or (byte)' ' or (byte)'\t' or (byte)';')) position++;
        element = new Slice(start, position - start);
        return Token.Is(text[start..position]);
    }

    private static bool Separator(ReadOnlySpan<byte> text, ref int position)
    {
        SkipWhite(text, ref position);
        if (position == text.Length || text[position] != '/') return false;
        position++;
        return true;
    }

    private static void SkipWhite(ReadOnlySpan<byte> text, ref int position)
    {
        while (position < text.Length && Token.IsWhite(text[position])) position++;
    }
}
