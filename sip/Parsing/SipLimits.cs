namespace SystemConnector.Sip.Parsing;

/// <summary>Limits on what the network may hand us.</summary>
public sealed record SipLimits
{
    /// <summary>The largest message in bytes. Default 65,535: what a UDP datagram can carry; streams are held to the same.</summary>
    public int MaxMessageSize { get; init; } = 65_535;

    /// <summary>The most header fields in a message. Default 256; RFC 4475 §3.1.1.7 has 34 Via values alone.</summary>
    public int MaxHeaderFields { get; init; } = 256;

    /// <summary>The longest header field in bytes. Default 8,192, as in Kestrel's per-line reasoning: a route set of 60 proxies fits.</summary>
    public int MaxHeaderFieldSize { get; init; } = 8_192;
}
