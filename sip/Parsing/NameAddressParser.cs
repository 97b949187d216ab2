using System.Buffers;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Parsing;

/// <summary>Takes one From, To, Contact or Route value apart (RFC 3261 §20.10, §20.20, §20.39).</summary>
public static class NameAddressParser
{
    private static readonly SearchValues<byte> NotInDisplayName = SearchValues.Create("\",;:@>"u8);
    private static readonly SearchValues<byte> NotInUri = SearchValues.Create(" \t<>\""u8);

    /// <summary>Parses a slice of a message.</summary>
    public static bool TryParse(SipMessage message, Slice value, out NameAddress address) =>
        TryParse(message[value], value.Start, out address);

    /// <summary>Parses a value that begins at <paramref name="offset"/> of the message's buffer.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int offset, out NameAddress address)
    {
        address = default;
        Slice display = default, uri;
        int rest;

        // 1. the display name: a quoted string or tokens, only in front of '<'
        var position = 0;
        if (text.Length > 0 && text[0] == '"')
        {
            position = QuotedString.Length(text);
            if (position == 0) return false;
            display = new Slice(offset, position);
            while (position < text.Length && Token.IsWhite(text[position])) position++;
            if (position == text.Length || text[position] != '<') return false;
        }
        else
        {
            var bracket = text.IndexOf((byte)'<');
            if (bracket > 0)
            {
                var end = bracket;
                while (end > 0 && Token.IsWhite(text[end - 1])) end--;
                if (text[..end].ContainsAny(NotInDisplayName)) return false;
                display = new Slice(offset, end);
                position = bracket;
            }
        }

        // 2. the address: in angle brackets, or bare up to the first parameter
        if (position < text.Length && text[position] == '<')
        {
            var close = text[position..].IndexOf((byte)'>');
            if (close < 0) return false;
            uri = new Slice(offset + position + 1, close - 1);
            rest = position + close + 1;
        }
        else
        {
            var end = text.IndexOfAny((byte)';', (byte)' ', (byte)'\t');
            if (end < 0) end = text.Length;
            uri = new Slice(offset, end);
            rest = end;
            // A bare address with '?' or ',' is not allowed (RFC 3261 §20.10): the rest would be ambiguous.
            if (text[..end].IndexOfAny((byte)'?', (byte)',') >= 0) return false;
        }
        var uriText = text.Slice(uri.Start - offset, uri.Length);
        if (!HasScheme(uriText)) return false;

        // 3. header parameters
        while (rest < text.Length && Token.IsWhite(text[rest])) rest++;
        Slice tag = default;
        var parameters = new HeaderParameters(text[rest..]);
        while (parameters.MoveNext())
        {
            if (!parameters.NameIs("tag"u8)) continue;
            if (!tag.IsEmpty) return false;
            tag = parameters.Value with { Start = parameters.Value.Start + offset + rest };
        }
        if (parameters.IsMalformed) return false;
        address = new NameAddress(display, uri, new Slice(offset + rest, text.Length - rest), tag);
        return true;
    }

    /// <summary>An absolute URI begins with a scheme and has no white space or angle brackets in it.</summary>
    private static bool HasScheme(ReadOnlySpan<byte> uri)
    {
        var colon = uri.IndexOf((byte)':');
        return colon > 0 && char.IsAsciiLetter((char)uri[0]) && colon < uri.Length - 1 && !uri.ContainsAny(NotInUri);
    }
}
