using System.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Parsing;

/// <summary>
/// Walks ";name=value" parameters of a header value. Values may be tokens, hosts in brackets or quoted strings
/// (RFC 3261 §25.1 generic-param). Offsets are relative to the span given.
/// </summary>
internal ref struct HeaderParameters(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _position;

    /// <summary>The current parameter's name.</summary>
    public Slice Name { get; private set; }

    /// <summary>The current parameter's value, quotes included; empty for a flag.</summary>
    public Slice Value { get; private set; }

    /// <summary>True when the text does not follow the grammar.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Goes to the next parameter; false at the end or at a fault.</summary>
    public bool MoveNext()
    {
        SkipWhite();
        if (_position == _text.Length) return false;
        if (_text[_position] != ';') return Fail();
        _position++;
        SkipWhite();

        var start = _position;
        while (_position < _text.Length && _text[_position] is not ((byte)'=' or (byte)';' or (byte)' ' or (byte)'\t')) _position++;
        Name = new Slice(start, _position - start);
        if (!Token.Is(_text.Slice(start, Name.Length))) return Fail();
        Value = default;
        SkipWhite();
        if (_position == _text.Length || _text[_position] != '=') return true;

        _position++;
        SkipWhite();
        start = _position;
        if (start == _text.Length) return Fail();
        if (_text[start] == '"')
        {
            var length = QuotedString.Length(_text[start..]);
            if (length == 0) return Fail();
            _position = start + length;
        }
        else
        {
            while (_position < _text.Length && _text[_position] is not ((byte)';' or (byte)' ' or (byte)'\t' or (byte)'"')) _position++;
        }
        Value = new Slice(start, _position - start);
        return Value.Length > 0 || Fail();
    }

    /// <summary>True when the current parameter has that name.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(_text.Slice(Name.Start, Name.Length), name);

    private void SkipWhite()
    {
        while (_position < _text.Length && Token.IsWhite(_text[_position])) _position++;
    }

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
