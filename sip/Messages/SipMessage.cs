namespace SystemConnector.Sip.Messages;

/// <summary>
/// A message as it lies in a buffer: an index over bytes, filled by <see cref="Parsing.SipParser"/> and used again for the next one.
/// What a transaction needs for longer than the call that hands it the message, it copies.
/// </summary>
/// <remarks>
/// After a parse without a fault the mandatory header fields (RFC 3261 §8.1.1) are there and well-formed: nobody checks them again.
/// </remarks>
public sealed class SipMessage
{
    private HeaderField[] _fields = new HeaderField[48];
    private byte[] _buffer = [];

    /// <summary>The whole message in the buffer.</summary>
    public Slice Whole { get; internal set; }

    /// <summary>True for a request, false for a response.</summary>
    public bool IsRequest { get; internal set; }

    /// <summary>The method of a request, or of the request that a response answers (from CSeq).</summary>
    public SipMethod Method { get; internal set; }

    /// <summary>The method's name.</summary>
    public Slice MethodText { get; internal set; }

    /// <summary>The Request-URI of a request.</summary>
    public Slice RequestUri { get; internal set; }

    /// <summary>The status of a response, 100–699.</summary>
    public int Status { get; internal set; }

    /// <summary>The reason phrase of a response; may be empty.</summary>
    public Slice ReasonPhrase { get; internal set; }

    /// <summary>How many header fields there are.</summary>
    public int FieldCount { get; internal set; }

    /// <summary>The topmost Via.</summary>
    public Via TopVia { get; internal set; }

    /// <summary>From.</summary>
    public NameAddress From { get; internal set; }

    /// <summary>To.</summary>
    public NameAddress To { get; internal set; }

    /// <summary>The whole value of To.</summary>
    public Slice ToValue { get; internal set; }

    /// <summary>Call-ID.</summary>
    public Slice CallId { get; internal set; }

    /// <summary>The number in CSeq.</summary>
    public uint CSeq { get; internal set; }

    /// <summary>Max-Forwards; -1 when absent.</summary>
    public int MaxForwards { get; internal set; }

    /// <summary>The body.</summary>
    public Slice Body { get; internal set; }

    /// <summary>True when enough was understood to answer: topmost Via, From, To, Call-ID, CSeq.</summary>
    public bool CanBeAnswered { get; internal set; }

    /// <summary>The header fields in their order.</summary>
    public ReadOnlySpan<HeaderField> Fields => _fields.AsSpan(0, FieldCount);

    /// <summary>The bytes of the whole message.</summary>
    public ReadOnlySpan<byte> Bytes => this[Whole];

    /// <summary>The bytes of a part of the message.</summary>
    public ReadOnlySpan<byte> this[Slice slice] => _buffer.AsSpan(slice.Start, slice.Length);

    /// <summary>The bytes of a header field's value.</summary>
    public ReadOnlySpan<byte> this[in HeaderField field] => this[field.Value];

    /// <summary>The first header field of that name; false when there is none.</summary>
    public bool TryFind(HeaderName name, out HeaderField field)
    {
        foreach (ref readonly var candidate in Fields)
        {
            if (candidate.Name != name) continue;
            field = candidate;
            return true;
        }
        field = default;
        return false;
    }

    /// <summary>The value of the first header field of that name; empty when there is none.</summary>
    public ReadOnlySpan<byte> Find(HeaderName name) => TryFind(name, out var field) ? this[field.Value] : default;

    /// <summary>True when a header field of that name is there.</summary>
    public bool Has(HeaderName name) => TryFind(name, out _);

    internal void Reset(byte[] buffer, Slice whole)
    {
        _buffer = buffer;
        Whole = whole;
        IsRequest = false;
        Method = SipMethod.Other;
        MethodText = RequestUri = ReasonPhrase = CallId = Body = ToValue = default;
        Status = 0;
        FieldCount = 0;
        TopVia = default;
        From = To = default;
        CSeq = 0;
        MaxForwards = -1;
        CanBeAnswered = false;
    }

    internal void Add(in HeaderField field)
    {
        if (FieldCount == _fields.Length) Array.Resize(ref _fields, FieldCount * 2);
        _fields[FieldCount++] = field;
    }
}
