using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// The header fields that a response repeats from its request (RFC 3261 §8.2.6.2), written once when the request comes:
/// Via with received and rport (§18.2.1, RFC 3581 §4), From, Call-ID, CSeq, Record-Route (§12.1.1); then To, whose tag differs from response to response.
/// </summary>
internal readonly struct ResponseHead
{
    private readonly int _toStart;

    private ResponseHead(int toStart, bool hasToTag)
    {
        _toStart = toStart;
        HasToTag = hasToTag;
    }

    public bool HasToTag { get; }

    public static ResponseHead Write(ref MessageWriter writer, SipMessage request, in Flow source)
    {
        WriteFields(ref writer, request, source);
        var toStart = writer.Length;
        writer.Write(request[request.ToValue]);
        return new ResponseHead(toStart, !request.To.Tag.IsEmpty);
    }

    public void WriteHead(ref MessageWriter writer, scoped ReadOnlySpan<byte> head, scoped ReadOnlySpan<byte> toTag)
    {
        writer.Write(head[.._toStart]);
        WriteTo(ref writer, head[_toStart..], HasToTag ? default : toTag);
    }

    public static void WriteStatusLine(ref MessageWriter writer, int status, scoped ReadOnlySpan<byte> reason)
    {
        writer.Write("SIP/2.0 "u8);
        writer.Write((uint)status);
        writer.Write((byte)' ');
        writer.Write(reason.IsEmpty ? ReasonPhrases.Of(status) : reason);
        writer.Write("\r\n"u8);
    }

    public static void WriteFields(ref MessageWriter writer, SipMessage request, in Flow source)
    {
        var top = true;
        foreach (ref readonly var field in request.Fields)
        {
            if (field.Name == HeaderName.Via && top)
            {
                top = false;
                WriteTopVia(ref writer, request, field, source);
            }
            else if (field.Name is HeaderName.Via or HeaderName.From or HeaderName.CallId or HeaderName.CSeq or HeaderName.RecordRoute)
            {
                writer.Field(request, field);
            }
        }
    }

    public static void WriteTo(ref MessageWriter writer, scoped ReadOnlySpan<byte> to, scoped ReadOnlySpan<byte> tag)
    {
        writer.Write("To: "u8);
        writer.Write(to);
        if (!tag.IsEmpty)
        {
            writer.Write(";tag="u8);
            writer.Write(tag);
        }
        writer.Write("\r\n"u8);
    }

    private static void WriteTopVia(ref MessageWriter writer, SipMessage request, in HeaderField field, in Flow source)
    {
        var via = request.TopVia;
        var value = request[via.Whole];
        writer.Write("Via: "u8);
        // Our own received and rport go in; whatever the peer claimed of itself is taken out.
        var rest = value;
        while (!rest.IsEmpty)
        {
            var semicolon = rest[1..].IndexOf((byte)';') + 1;
            var part = semicolon <= 0 ? rest : rest[..semicolon];
            rest = semicolon <= 0 ? default : rest[semicolon..];
            if (part[0] == ';' && (NameIs(part, "rport"u8) || NameIs(part, "received"u8))) continue;
            writer.Write(part);
        }
        if (via.RportAsked)
        {
            writer.Write(";rport="u8);
            writer.Write(source.Remote.Port);
        }
        if (via.RportAsked || !ResponseRouting.IsSentBy(request, source))
        {
            writer.Write(";received="u8);
            source.Remote.WriteHost(ref writer, brackets: false);
        }
        // Further values of the same header field.
        writer.Write(request[new Slice(via.Whole.End, field.Value.End - via.Whole.End)]);
        writer.Write("\r\n"u8);
    }

    private static bool NameIs(ReadOnlySpan<byte> parameter, ReadOnlySpan<byte> name)
    {
        parameter = parameter[1..].TrimStart(" \t"u8);
        return parameter.Length >= name.Length
            && System.Text.Ascii.EqualsIgnoreCase(parameter[..name.Length], name)
            && (parameter.Length == name.Length || parameter[name.Length] is (byte)'=' or (byte)' ' or (byte)'\t');
    }
}
