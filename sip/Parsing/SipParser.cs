using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Parsing;

/// <summary>
/// Indexes a message in place. Never throws, whatever the bytes; says the first fault, and still indexes what it can,
/// so that a request with a fault can be answered.
/// </summary>
/// <remarks>
/// 1. start line → 2. header fields (folded ones are unfolded in the buffer) → 3. mandatory header fields, once, into types → 4. body.
/// The message's buffer is written to: line breaks of folded header fields become blanks.
/// </remarks>
public static class SipParser
{
    private static readonly SipLimits DefaultLimits = new();

    /// <summary>Parses one message that fills the given stretch of the buffer (a datagram, or what the framer cut out of a stream).</summary>
    /// <param name="message">Filled; what it said before is gone.</param>
    /// <param name="buffer">Stays in use by the message until it is parsed into again.</param>
    /// <param name="start">Where the message begins.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <param name="limits">Null for the defaults.</param>
    /// <param name="isStream">True for a stream, where Content-Length is mandatory (RFC 3261 §18.3).</param>
    public static MessageFault Parse(SipMessage message, byte[] buffer, int start, int length, SipLimits? limits = null, bool isStream = false)
    {
        limits ??= DefaultLimits;

        // Line ends in front of a start line are ignored (RFC 3261 §7.5).
        while (length > 0 && buffer[start] is (byte)'\r' or (byte)'\n')
        {
            start++;
            length--;
        }
        message.Reset(buffer, new Slice(start, length));
        if (length > limits.MaxMessageSize) return MessageFault.MessageTooLarge;

        var position = start;
        var fault = StartLine(message, buffer, ref position, start + length);
        if (fault is MessageFault.NotSip or MessageFault.BadStatusLine) return fault;
        Worse(ref fault, HeaderFields(message, buffer, ref position, start + length, limits));
        Worse(ref fault, Mandatory(message));
        Worse(ref fault, Body(message, position, start + length, isStream));
        return fault;
    }

    /// <summary>The first fault is the one that counts.</summary>
    private static void Worse(ref MessageFault fault, MessageFault next)
    {
        if (fault == MessageFault.None) fault = next;
    }

    // 1.
    private static MessageFault StartLine(SipMessage message, byte[] buffer, ref int position, int end)
    {
        var rest = buffer.AsSpan(position, end - position);
        var lineLength = rest.IndexOf((byte)'\n');
        if (lineLength < 0) return MessageFault.NotSip;
        var lineStart = position;
        position += lineLength + 1;
        if (lineLength > 0 && rest[lineLength - 1] == '\r') lineLength--;
        var line = rest[..lineLength];

        if (line.StartsWith("SIP/"u8)) return StatusLine(message, line, lineStart);

        message.IsRequest = true;
        var firstBlank = line.IndexOf((byte)' ');
        var lastBlank = line.TrimEnd((byte)' ').LastIndexOf((byte)' ');
        if (firstBlank <= 0 || !Token.Is(line[..firstBlank])) return MessageFault.NotSip;
        if (lastBlank <= firstBlank || !line[(lastBlank + 1)..].StartsWith("SIP/"u8)) return MessageFault.NotSip;
        message.MethodText = new Slice(lineStart, firstBlank);
        message.Method = SipMethods.Of(line[..firstBlank]);
        message.RequestUri = new Slice(lineStart + firstBlank + 1, lastBlank - firstBlank - 1);

        var version = line[(lastBlank + 1)..];
        if (version[^1] == ' ') return MessageFault.BadRequestLine;
        if (!version.SequenceEqual("SIP/2.0"u8)) return MessageFault.UnsupportedVersion;
        var uri = message[message.RequestUri];
        if (uri.IsEmpty) return MessageFault.BadRequestUri;
        if (uri[0] == ' ' || uri[^1] == ' ') return MessageFault.BadRequestLine;
        return IsRequestUri(uri) ? MessageFault.None : MessageFault.BadRequestUri;
    }

    /// <summary>An absolute URI; where it is a SIP URI, a well-formed one without headers (RFC 3261 §19.1.1 table 1).</summary>
    private static bool IsRequestUri(ReadOnlySpan<byte> uri)
    {
        if (uri.IndexOfAny(" \t<>\""u8) >= 0 || uri.IndexOf((byte)':') <= 0) return false;
        return !SipUri.HasSipScheme(uri) || (SipUri.TryParse(uri, out var parsed) && parsed.Headers.IsEmpty);
    }

    private static MessageFault StatusLine(SipMessage message, ReadOnlySpan<byte> line, int lineStart)
    {
        // SIP/2.0 SP 3DIGIT SP reason-phrase, which may be empty
        if (line.Length < 11 || !line[..8].SequenceEqual("SIP/2.0 "u8)) return MessageFault.BadStatusLine;
        if (!Token.TryParseUInt(line.Slice(8, 3), 699, out var status) || status < 100) return MessageFault.BadStatusLine;
        if (line.Length > 11 && line[11] != ' ') return MessageFault.BadStatusLine;
        message.Status = (int)status;
        message.ReasonPhrase = line.Length > 12 ? new Slice(lineStart + 12, line.Length - 12) : default;
        return MessageFault.None;
    }

    // 2.
    private static MessageFault HeaderFields(SipMessage message, byte[] buffer, ref int position, int end, SipLimits limits)
    {
        while (true)
        {
            var rest = buffer.AsSpan(position, end - position);
            var stop = rest.IndexOfAny((byte)'\r', (byte)'\n');
            if (stop < 0) return MessageFault.BadHeaderField; // The empty line that ends the header is missing.
            var next = stop + 1;
            if (rest[stop] == '\r')
            {
                // A carriage return alone is a line end to some peers and not to others: it must not pass through us.
                if (next == rest.Length || rest[next] != '\n') return MessageFault.BadHeaderField;
                next++;
            }
            if (stop == 0)
            {
                position += next;
                return MessageFault.None;
            }
            if (stop > limits.MaxHeaderFieldSize) return MessageFault.HeaderFieldTooLong;
            if (message.FieldCount == limits.MaxHeaderFields) return MessageFault.TooManyHeaderFields;

            var folded = next < rest.Length && Token.IsWhite(rest[next]);
            if (folded)
            {
                var fault = Unfold(rest, ref stop, ref next, limits);
                if (fault != MessageFault.None) return fault;
            }
            if (!AddField(message, rest[..stop], position)) return MessageFault.BadHeaderField;
            position += next;
        }
    }

    /// <summary>Makes blanks of the line ends inside a folded header field (RFC 3261 §7.3.1).</summary>
    private static MessageFault Unfold(Span<byte> rest, ref int stop, ref int next, SipLimits limits)
    {
        while (next < rest.Length && Token.IsWhite(rest[next]))
        {
            rest[stop..next].Fill((byte)' ');
            var more = rest[next..].IndexOfAny((byte)'\r', (byte)'\n');
            if (more < 0) return MessageFault.BadHeaderField;
            stop = next + more;
            next = stop + 1;
            if (rest[stop] == '\r')
            {
                if (next == rest.Length || rest[next] != '\n') return MessageFault.BadHeaderField;
                next++;
            }
            if (stop > limits.MaxHeaderFieldSize) return MessageFault.HeaderFieldTooLong;
        }
        return MessageFault.None;
    }

    private static bool AddField(SipMessage message, ReadOnlySpan<byte> line, int lineStart)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0) return false;
        var nameLength = colon;
        while (nameLength > 0 && Token.IsWhite(line[nameLength - 1])) nameLength--;
        if (!Token.Is(line[..nameLength])) return false;
        var start = colon + 1;
        var end = line.Length;
        while (start < end && Token.IsWhite(line[start])) start++;
        while (end > start && Token.IsWhite(line[end - 1])) end--;
        message.Add(new HeaderField(HeaderNames.Of(line[..nameLength]), new Slice(lineStart, nameLength), new Slice(lineStart + start, end - start)));
        return true;
    }

    // 3.
    private static MessageFault Mandatory(SipMessage message)
    {
        var fault = MessageFault.None;
        var seen = 0ul;
        foreach (ref readonly var field in message.Fields)
        {
            var bit = 1ul << (int)field.Name;
            var first = (seen & bit) == 0;
            switch (field.Name)
            {
                case HeaderName.Via:
                    if (first) Worse(ref fault, TopVia(message, field));
                    break;
                case HeaderName.From:
                    if (!first) Worse(ref fault, MessageFault.DuplicateHeaderField);
                    else if (NameAddressParser.TryParse(message, field.Value, out var from)) message.From = from;
                    else Worse(ref fault, MessageFault.BadFrom);
                    break;
                case HeaderName.To:
                    if (!first) Worse(ref fault, MessageFault.DuplicateHeaderField);
                    else if (NameAddressParser.TryParse(message, field.Value, out var to)) message.To = to;
                    else Worse(ref fault, MessageFault.BadTo);
                    if (first) message.ToValue = field.Value;
                    break;
                case HeaderName.CallId:
                    if (!first) Worse(ref fault, MessageFault.DuplicateHeaderField);
                    else if (field.Value.IsEmpty || message[field.Value].IndexOfAny((byte)' ', (byte)'\t') >= 0) Worse(ref fault, MessageFault.BadCallId);
                    else message.CallId = field.Value;
                    break;
                case HeaderName.CSeq:
                    Worse(ref fault, first ? CSeq(message, field) : MessageFault.DuplicateHeaderField);
                    break;
                case HeaderName.MaxForwards:
                    if (!first) Worse(ref fault, MessageFault.DuplicateHeaderField);
                    else if (Token.TryParseUInt(message[field.Value], 255, out var hops)) message.MaxForwards = (int)hops;
                    else Worse(ref fault, MessageFault.BadMaxForwards);
                    break;
                case HeaderName.Contact:
                    Worse(ref fault, Contacts(message, field));
                    break;
                case HeaderName.Expires:
                    if (message.IsRequest && !Token.TryParseUInt(message[field.Value], uint.MaxValue, out _)) Worse(ref fault, MessageFault.BadExpires);
                    break;
                default:
                    continue;
            }
            seen |= bit;
        }

        const ulong Answerable = 1ul << (int)HeaderName.Via | 1ul << (int)HeaderName.From | 1ul << (int)HeaderName.To
            | 1ul << (int)HeaderName.CallId | 1ul << (int)HeaderName.CSeq;
        message.CanBeAnswered = (seen & Answerable) == Answerable && !message.TopVia.Whole.IsEmpty && !message.CallId.IsEmpty;
        if ((seen & Answerable) != Answerable) Worse(ref fault, MessageFault.MissingHeaderField);
        return fault;
    }

    private static MessageFault TopVia(SipMessage message, in HeaderField field)
    {
        var values = HeaderValues.Of(message, field);
        if (!values.MoveNext()) return MessageFault.BadVia;
        var isValid = ViaParser.TryParse(message[values.Current], values.Current.Start, out var via);
        message.TopVia = via;
        return isValid ? MessageFault.None : MessageFault.BadVia;
    }

    private static MessageFault CSeq(SipMessage message, in HeaderField field)
    {
        var value = message[field.Value];
        var blank = value.IndexOfAny((byte)' ', (byte)'\t');
        // A CSeq is below 2^31 when it is made (RFC 3261 §8.1.1.5); up to 2^32-1 it is still a number.
        if (blank <= 0 || !Token.TryParseUInt(value[..blank], uint.MaxValue, out var number)) return MessageFault.BadCSeq;
        var nameStart = blank;
        while (Token.IsWhite(value[nameStart])) nameStart++;
        var name = value[nameStart..];
        if (!Token.Is(name)) return MessageFault.BadCSeq;
        message.CSeq = number;
        if (message.IsRequest) return name.SequenceEqual(message[message.MethodText]) ? MessageFault.None : MessageFault.MethodMismatch;
        message.Method = SipMethods.Of(name);
        message.MethodText = new Slice(field.Value.Start + nameStart, name.Length);
        return MessageFault.None;
    }

    private static MessageFault Contacts(SipMessage message, in HeaderField field)
    {
        if (message[field.Value] is [(byte)'*']) return MessageFault.None;
        foreach (var value in HeaderValues.Of(message, field))
            if (!NameAddressParser.TryParse(message, value, out _)) return MessageFault.BadContact;
        return MessageFault.None;
    }

    // 4.
    private static MessageFault Body(SipMessage message, int position, int end, bool isStream)
    {
        var available = Math.Max(0, end - position);
        message.Body = new Slice(position, available);
        var stated = false;
        var fault = MessageFault.None;
        foreach (ref readonly var field in message.Fields)
        {
            if (field.Name != HeaderName.ContentLength) continue;
            if (!Token.TryParseUInt(message[field.Value], int.MaxValue, out var length)) return MessageFault.BadContentLength;
            if (stated && length != message.Body.Length) return MessageFault.DuplicateHeaderField;
            if (length > available)
            {
                fault = MessageFault.BodyTruncated;
                continue;
            }
            stated = true;
            // What follows the body in a datagram is discarded (RFC 3261 §18.3).
            message.Body = new Slice(position, (int)length);
            message.Whole = message.Whole with { Length = position + (int)length - message.Whole.Start };
        }
        if (isStream && !stated && fault == MessageFault.None) fault = MessageFault.MissingHeaderField;
        return fault;
    }
}
