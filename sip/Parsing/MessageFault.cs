namespace SystemConnector.Sip.Parsing;

/// <summary>What is wrong with a message.</summary>
public enum MessageFault : byte
{
    None,

    /// <summary>Neither a request line nor a status line: not SIP, so nobody is answered.</summary>
    NotSip,
    BadRequestLine,
    BadRequestUri,
    BadStatusLine,
    UnsupportedVersion,
    BadHeaderField,
    TooManyHeaderFields,
    HeaderFieldTooLong,
    MissingHeaderField,
    DuplicateHeaderField,
    BadVia,
    BadFrom,
    BadTo,
    BadCallId,
    BadCSeq,
    MethodMismatch,
    BadMaxForwards,
    BadContentLength,
    BadContact,
    BadExpires,
    BodyTruncated,
    MessageTooLarge,
}

/// <summary>What a fault means to the peer.</summary>
public static class MessageFaults
{
    /// <summary>The status that answers the fault.</summary>
    public static int Status(MessageFault fault) => fault switch
    {
        MessageFault.UnsupportedVersion => 505,
        MessageFault.MessageTooLarge => 513,
        _ => 400,
    };

    /// <summary>The reason phrase that says what is wrong (RFC 3261 §21.4.1).</summary>
    public static ReadOnlySpan<byte> ReasonPhrase(MessageFault fault) => fault switch
    {
        MessageFault.BadRequestLine => "Bad Request Line"u8,
        MessageFault.BadRequestUri => "Bad Request-URI"u8,
        MessageFault.UnsupportedVersion => "Version Not Supported"u8,
        MessageFault.BadHeaderField => "Malformed Header Field"u8,
        MessageFault.TooManyHeaderFields => "Too Many Header Fields"u8,
        MessageFault.HeaderFieldTooLong => "Header Field Too Long"u8,
        MessageFault.MissingHeaderField => "Missing Header Field"u8,
        MessageFault.DuplicateHeaderField => "Duplicate Header Field"u8,
        MessageFault.BadVia => "Bad Via Header Field"u8,
        MessageFault.BadFrom => "Bad From Header Field"u8,
        MessageFault.BadTo => "Bad To Header Field"u8,
        MessageFault.BadCallId => "Bad Call-ID Header Field"u8,
        MessageFault.BadCSeq => "Bad CSeq Header Field"u8,
        MessageFault.MethodMismatch => "CSeq Method Does Not Match"u8,
        MessageFault.BadMaxForwards => "Bad Max-Forwards Header Field"u8,
        MessageFault.BadContentLength => "Bad Content-Length Header Field"u8,
        MessageFault.BadContact => "Bad Contact Header Field"u8,
        MessageFault.BadExpires => "Bad Expires Header Field"u8,
        MessageFault.BodyTruncated => "Body Shorter Than Content-Length"u8,
        MessageFault.MessageTooLarge => "Message Too Large"u8,
        _ => "Bad Request"u8,
    };
}
