namespace SystemConnector.Sip.Sdp;

/// <summary>One line of a session description (RFC 8866 §5).</summary>
internal readonly ref struct SdpLine(byte type, ReadOnlySpan<byte> value, ReadOnlySpan<byte> lineEnd, ReadOnlySpan<byte> whole)
{
    /// <summary>The letter in front of '='; 0 for a line that has none and passes as it is.</summary>
    public byte Type { get; } = type;

    /// <summary>What follows '='.</summary>
    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>CRLF, LF, or nothing at the end of the body.</summary>
    public ReadOnlySpan<byte> LineEnd { get; } = lineEnd;

    /// <summary>The line as it came.</summary>
    public ReadOnlySpan<byte> Whole { get; } = whole;
}
