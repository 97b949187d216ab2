using SystemConnector.Sip.Parsing;
using static SystemConnector.Sip.Parsing.MessageFault;

namespace SystemConnector.Sip.Tests.Rfc4475;

/// <summary>The 49 messages of RFC 4475 with the outcome that we chose for each.</summary>
public static class TortureMessages
{
    /// <summary>All of them, in the order of the RFC.</summary>
    public static IReadOnlyList<TortureMessage> All { get; } =
    [
        // 3.1.1: valid messages
        Of("wsinv", "3.1.1.1", None, null, "folding, compact forms, odd white space"),
        Of("intmeth", "3.1.1.2", None, 501, "an endpoint answers an unknown method with 501"),
        Of("esc01", "3.1.1.3", None, null, "escapes in URIs are undone once"),
        Of("escnull", "3.1.1.4", None, null, "an escaped NUL does not end a user part"),
        Of("esc02", "3.1.1.5", None, 501, "% is no escape in a method: unknown, not REGISTER"),
        Of("lwsdisp", "3.1.1.6", None, null, "no blank between display name and '<' is accepted"),
        Of("longreq", "3.1.1.7", None, null, "long values and 34 Via values are within our limits"),
        Of("dblreq", "3.1.1.8", None, null, "what follows the body in the datagram is ignored"),
        Of("semiuri", "3.1.1.9", None, null, "a semicolon in the user part is no URI parameter"),
        Of("transports", "3.1.1.10", None, null, "unknown transports below the topmost Via do not matter"),
        Of("mpart01", "3.1.1.11", None, null, "a binary multipart body passes"),
        Of("unreason", "3.1.1.12", None, 0, "a response; any UTF-8 is a reason phrase"),
        Of("noreason", "3.1.1.13", None, 0, "a response without a reason phrase"),

        // 3.1.2: invalid messages
        Of("badinv01", "3.1.2.1", BadVia, 400, "empty parameters in Via; its sent-by is enough to answer"),
        Of("clerr", "3.1.2.2", BodyTruncated, 400, "Content-Length beyond the datagram"),
        Of("ncl", "3.1.2.3", BadContentLength, 400, "a negative Content-Length"),
        Of("scalar02", "3.1.2.4", BadCSeq, 400, "the CSeq number is the error that decides"),
        Of("scalarlg", "3.1.2.5", BadCSeq, 0, "a response with such a CSeq is discarded"),
        Of("quotbal", "3.1.2.6", BadTo, 400, "an unterminated quote is not guessed at"),
        Of("ltgtruri", "3.1.2.7", BadRequestUri, 400, "the Request-URI in angle brackets: always reasonable to reject"),
        Of("lwsruri", "3.1.2.8", BadRequestUri, 400, "a blank inside the Request-URI"),
        Of("lwsstart", "3.1.2.9", BadRequestLine, 400, "rejecting is allowed; a liberal reading would have to mend what is sent on"),
        Of("trws", "3.1.2.10", BadRequestLine, 400, "blanks behind the version: as lwsstart"),
        Of("escruri", "3.1.2.11", BadRequestUri, 400, "headers in the Request-URI must not reach anyone"),
        Of("baddate", "3.1.2.12", None, null, "nobody here reads Date, so it is passed over as the RFC advises"),
        Of("regbadct", "3.1.2.13", BadContact, 400, "a bare Contact with headers: ambiguous in general"),
        Of("badaspec", "3.1.2.14", BadTo, 400, "blanks inside the angle brackets"),
        Of("baddn", "3.1.2.15", BadFrom, 400, "a comma in an unquoted display name"),
        Of("badvers", "3.1.2.16", UnsupportedVersion, 505, "SIP/7.0"),
        Of("mismatch01", "3.1.2.17", MethodMismatch, 400, "CSeq names another method"),
        Of("mismatch02", "3.1.2.18", MethodMismatch, 400, "400 is acceptable; the mismatch is certain, the method might be known to others"),
        Of("bigcode", "3.1.2.19", BadStatusLine, 0, "a status above 699 is dropped"),

        // 3.2: transaction layer
        Of("badbranch", "3.2.1", None, null, "an empty identifier behind z9hG4bK is taken as an RFC 2543 branch"),

        // 3.3: application layer
        Of("insuf", "3.3.1", MissingHeaderField, 0, "no From, To or Call-ID: no response can be formed, so none is sent"),
        Of("unkscm", "3.3.2", None, 416, "an unknown scheme of the Request-URI"),
        Of("novelsc", "3.3.3", None, 416, "a known scheme that nobody routes"),
        Of("unksm2", "3.3.4", None, null, "To of an unknown scheme: a registrar has no such address-of-record"),
        Of("bext01", "3.3.5", None, 420, "Require of unknown extensions"),
        Of("invut", "3.3.6", None, null, "a body of unknown type passes: the callee answers 415"),
        Of("regaut01", "3.3.7", None, 401, "an unknown authentication scheme counts as no credentials"),
        Of("multi01", "3.3.8", DuplicateHeaderField, 400, "single-valued fields several times"),
        Of("mcl01", "3.3.9", DuplicateHeaderField, 400, "two Content-Length values that differ"),
        Of("bcast", "3.3.10", None, 0, "a response of no transaction of ours is dropped"),
        Of("zeromf", "3.3.11", None, 200, "an OPTIONS that ends here: an endpoint answers it whatever its Max-Forwards"),
        Of("cparam01", "3.3.12", None, null, "a parameter behind a bare Contact is the field's, not the URI's"),
        Of("cparam02", "3.3.13", None, null, "in angle brackets it is the URI's"),
        Of("regescrt", "3.3.14", None, null, "headers of a Contact URI stay with the URI"),
        Of("sdp01", "3.3.15", None, null, "Accept passes: the callee answers 406"),
        Of("inv2543", "3.3.16", None, null, "an RFC 2543 request without branch, tag and Max-Forwards is still taken"),
    ];

    private static TortureMessage Of(string name, string section, MessageFault fault, int? status, string why) => new(name, section, fault, status, why);
}
