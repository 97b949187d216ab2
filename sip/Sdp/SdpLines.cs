namespace SystemConnector.Sip.Sdp;

/// <summary>Walks the lines of a session description. Lines end in CRLF or LF, the last one perhaps in neither (RFC 8866 §5).</summary>
internal ref struct SdpLines(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    /// <summary>What lies behind the current line.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Takes the next line; false at the end.</summary>
    public bool TryNext(out SdpLine line)
    {
        line = default;
        if (_rest.IsEmpty) return false;
        var lineFeed = _rest.IndexOf((byte)'\n');
        var whole = lineFeed < 0 ? _rest : _rest[..(lineFeed + 1)];
        _rest = _rest[whole.Length..];
        var text = whole.TrimEnd("\r\n"u8);
        var hasType = text.Length >= 2 && text[1] == '=';
        line = new SdpLine(hasType ? text[0] : (byte)0, hasType ? text[2..] : default, whole[text.Length..], whole);
        return true;
    }
}
