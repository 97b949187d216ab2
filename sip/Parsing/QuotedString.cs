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
}
