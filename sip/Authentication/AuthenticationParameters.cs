using System.Text;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Authentication;

/// <summary>
/// Walks the "name=value, name=value" list of a challenge or of credentials (RFC 3261 §25.1 digest-cln, dig-resp).
/// Values without the quotes that the grammar asks for are taken up to the next comma or blank, as in the field.
/// </summary>
internal ref struct AuthenticationParameters(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    /// <summary>The current parameter's name.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The current value without its quotes, quoted pairs as written.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>True when the text does not follow the grammar.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Cuts the scheme off a header value; false when it is not Digest.</summary>
    public static bool TryDigest(ReadOnlySpan<byte> value, out AuthenticationParameters parameters)
    {
        parameters = default;
        if (value.Length < 8 || !Ascii.EqualsIgnoreCase(value[..6], "Digest"u8) || !Token.IsWhite(value[6])) return false;
        parameters = new AuthenticationParameters(value[7..]);
        return true;
    }

    /// <summary>Goes to the next parameter; false at the end or at a fault.</summary>
    public bool MoveNext()
    {
        // Empty elements of a list are ignored (RFC 9110 §5.6.1.2): some peers end theirs with a comma.
        _rest = _rest.TrimStart(" \t,"u8);
        if (_rest.IsEmpty) return false;

        var equals = _rest.IndexOf((byte)'=');
        if (equals < 0) return Fail();
        Name = _rest[..equals].TrimEnd(" \t"u8);
        if (!Token.Is(Name)) return Fail();
        _rest = _rest[(equals + 1)..].TrimStart(" \t"u8);

        int end;
        if (!_rest.IsEmpty && _rest[0] == '"')
        {
            end = QuotedString.Length(_rest);
            if (end == 0) return Fail();
            Value = _rest[1..(end - 1)];
        }
        else
        {
            end = _rest.IndexOfAny((byte)',', (byte)' ', (byte)'\t');
            if (end < 0) end = _rest.Length;
            Value = _rest[..end];
            if (Value.Contains((byte)'"')) return Fail();
        }
        _rest = _rest[end..].TrimStart(" \t"u8);
        return _rest.IsEmpty || _rest[0] == ',' || Fail();
    }

    /// <summary>True when the current parameter has that name.</summary>
    public readonly bool NameIs(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(Name, name);

    private bool Fail()
    {
        IsMalformed = true;
        return false;
    }
}
