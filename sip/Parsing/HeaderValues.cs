using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Parsing;

/// <summary>
/// Splits a header value at the commas that are neither in quotes nor in angle brackets (RFC 3261 §7.3.1).
/// Offsets are those of the message's buffer.
/// </summary>
public ref struct HeaderValues(ReadOnlySpan<byte> text, int offset)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly int _offset = offset;
    private int _position;

    /// <summary>The values of one header field of a message.</summary>
    public static HeaderValues Of(SipMessage message, in HeaderField field) => new(message[field.Value], field.Value.Start);

    /// <summary>The current value without white space around it.</summary>
    public Slice Current { get; private set; }

    /// <summary>Goes to the next value; false at the end.</summary>
    public bool MoveNext()
    {
        if (_position > _text.Length || (_position == _text.Length && _position > 0)) return false;
        if (_text.IsEmpty) return false;
        var start = _position;
        var end = Find(_text[start..]) + start;
        _position = end + 1;
        while (start < end && Token.IsWhite(_text[start])) start++;
        while (end > start && Token.IsWhite(_text[end - 1])) end--;
        Current = new Slice(_offset + start, end - start);
        return true;
    }

    /// <summary>Enumerates.</summary>
    public readonly HeaderValues GetEnumerator() => this;

    private static int Find(ReadOnlySpan<byte> text)
    {
        // Nearly every header field has one value: one vectorised look decides.
        var comma = text.IndexOf((byte)',');
        if (comma < 0) return text.Length;
        if (text[..comma].IndexOfAny((byte)'"', (byte)'<') < 0) return comma;

        var inBrackets = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'"' when !inBrackets:
                    var length = QuotedString.Length(text[i..]);
                    if (length == 0) return text.Length;
                    i += length - 1;
                    break;
                case (byte)'<':
                    inBrackets = true;
                    break;
                case (byte)'>':
                    inBrackets = false;
                    break;
                case (byte)',' when !inBrackets:
                    return i;
            }
        }
        return text.Length;
    }
}
