using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Parsing;

/// <summary>Quoted strings (RFC 3261 §25.1).</summary>
internal static class QuotedString
{
    /// <summary>The length of the quoted string at the start of the text, both quotes included; 0 when it is not closed.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') return i + 1;
            if (text[i] == '\\') i++;
        }
        return 0;
    }

    /// <summary>Undoes the quoted pairs of what stood between the quotes; the result is never longer. Returns its length.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length) i++;
            destination[length++] = text[i];
        }
        return length;
    }

    /// <summary>Writes text in quotes, with quoted pairs for the quote and the backslash.</summary>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> text)
    {
        writer.Write((byte)'"');
        while (text.IndexOfAny((byte)'"', (byte)'\\') is var at and >= 0)
        {
            writer.Write(text[..at]);
            writer.Write((byte)'\\');
            writer.Write(text[at]);
            text = text[(at + 1)..];
        }
        writer.Write(text);
        writer.Write((byte)'"');
    }
}
