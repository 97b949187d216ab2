using System.Text;

namespace SystemConnector.Sip.Messages;

/// <summary>The header fields that the engine looks at; all others are <see cref="Other"/> and pass as they are.</summary>
public enum HeaderName : byte
{
    Other,
    Via,
    From,
    To,
    CallId,
    CSeq,
    MaxForwards,
    Contact,
    ContentLength,
    ContentType,
    Route,
    RecordRoute,
    Authorization,
    ProxyAuthorization,
    WwwAuthenticate,
    ProxyAuthenticate,
    Expires,
    MinExpires,
    Require,
    ProxyRequire,
    Supported,
    Allow,
    Path,
    ServiceRoute,
    UserAgent,
    Server,
    RetryAfter,
    PAssertedIdentity,

    /// <summary>What a caller says of itself where others may believe it: Remote-Party-ID, P-Preferred-Identity, Identity.</summary>
    UncheckedIdentity,
    Privacy,
    Replaces,
    ReferTo,
    ReferredBy,
    RAck,
    Event,
    SessionExpires,
    MinSE,
    HopMark,
}

/// <summary>Names of header fields, in full and compact form (RFC 3261 §7.3.1, §7.3.3); they are case-insensitive.</summary>
public static class HeaderNames
{
    /// <summary>Our own mark of a number that was routed here before; it stops loops through several clusters.</summary>
    public static ReadOnlySpan<byte> HopMark => "X-System-Connector-Hop"u8;

    /// <summary>The header field of that name.</summary>
    public static HeaderName Of(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => (char)(name[0] | 0x20) switch
        {
            'v' => HeaderName.Via,
            'f' => HeaderName.From,
            't' => HeaderName.To,
            'i' => HeaderName.CallId,
            'm' => HeaderName.Contact,
            'l' => HeaderName.ContentLength,
            'c' => HeaderName.ContentType,
            'k' => HeaderName.Supported,
            'r' => HeaderName.ReferTo,
            'b' => HeaderName.ReferredBy,
            'o' => HeaderName.Event,
            'x' => HeaderName.SessionExpires,
            _ => HeaderName.Other,
        },
        2 when Is(name, "To"u8) => HeaderName.To,
        3 when Is(name, "Via"u8) => HeaderName.Via,
        4 when Is(name, "From"u8) => HeaderName.From,
        4 when Is(name, "CSeq"u8) => HeaderName.CSeq,
        4 when Is(name, "Path"u8) => HeaderName.Path,
        4 when Is(name, "RAck"u8) => HeaderName.RAck,
        5 when Is(name, "Route"u8) => HeaderName.Route,
        5 when Is(name, "Allow"u8) => HeaderName.Allow,
        5 when Is(name, "Event"u8) => HeaderName.Event,
        6 when Is(name, "Server"u8) => HeaderName.Server,
        6 when Is(name, "Min-SE"u8) => HeaderName.MinSE,
        7 when Is(name, "Call-ID"u8) => HeaderName.CallId,
        7 when Is(name, "Contact"u8) => HeaderName.Contact,
        7 when Is(name, "Expires"u8) => HeaderName.Expires,
        7 when Is(name, "Require"u8) => HeaderName.Require,
        7 when Is(name, "Privacy"u8) => HeaderName.Privacy,
        8 when Is(name, "Identity"u8) => HeaderName.UncheckedIdentity,
        8 when Is(name, "Replaces"u8) => HeaderName.Replaces,
        8 when Is(name, "Refer-To"u8) => HeaderName.ReferTo,
        9 when Is(name, "Supported"u8) => HeaderName.Supported,
        10 when Is(name, "User-Agent"u8) => HeaderName.UserAgent,
        11 when Is(name, "Min-Expires"u8) => HeaderName.MinExpires,
        11 when Is(name, "Retry-After"u8) => HeaderName.RetryAfter,
        11 when Is(name, "Referred-By"u8) => HeaderName.ReferredBy,
        12 when Is(name, "Max-Forwards"u8) => HeaderName.MaxForwards,
        12 when Is(name, "Content-Type"u8) => HeaderName.ContentType,
        12 when Is(name, "Record-Route"u8) => HeaderName.RecordRoute,
        13 when Is(name, "Authorization"u8) => HeaderName.Authorization,
        13 when Is(name, "Proxy-Require"u8) => HeaderName.ProxyRequire,
        13 when Is(name, "Service-Route"u8) => HeaderName.ServiceRoute,
        14 when Is(name, "Content-Length"u8) => HeaderName.ContentLength,
        15 when Is(name, "Remote-Party-ID"u8) => HeaderName.UncheckedIdentity,
        15 when Is(name, "Session-Expires"u8) => HeaderName.SessionExpires,
        16 when Is(name, "WWW-Authenticate"u8) => HeaderName.WwwAuthenticate,
        18 when Is(name, "Proxy-Authenticate"u8) => HeaderName.ProxyAuthenticate,
        19 when Is(name, "Proxy-Authorization"u8) => HeaderName.ProxyAuthorization,
        19 when Is(name, "P-Asserted-Identity"u8) => HeaderName.PAssertedIdentity,
        20 when Is(name, "P-Preferred-Identity"u8) => HeaderName.UncheckedIdentity,
        22 when Is(name, HopMark) => HeaderName.HopMark,
        _ => HeaderName.Other,
    };

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> expected) => Ascii.EqualsIgnoreCase(name, expected);
}
