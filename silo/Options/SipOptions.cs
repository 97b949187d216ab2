using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Options;

/// <summary>How this node speaks SIP. Section "Sip".</summary>
public sealed class SipOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Sip";

    /// <summary>
    /// Where to listen: URIs such as <c>udp:127.0.0.1:5060</c>, <c>tcp:[::1]:5060</c> or <c>tls:0.0.0.0:5061</c>; port 0 lets the system choose.
    /// Default: UDP and TCP, port 5060, on all IPv4 and IPv6 addresses.
    /// </summary>
    public IList<string> Listen { get; init; } = [];

    /// <summary>
    /// Addresses of other nodes that may move to this machine, as in <see cref="Listen"/>, each with its port; Linux only. They are listened
    /// on from the start and serve what came to them, never anything new. Default: none.
    /// </summary>
    public IList<string> StandbyListen { get; init; } = [];

    /// <summary>The host name or address that peers are told, when it is not the socket's own (a node behind NAT, a moving address).</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>Limits on what the network may hand us; the defaults and their reasons stand beside each.</summary>
    public SipLimits Limits { get; init; } = new();

    /// <summary>Certificates and whom to believe, over TLS.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Limits on connections, TCP and TLS.</summary>
    public TcpOptions Tcp { get; init; } = new();

    /// <summary>The transaction timers in milliseconds; the defaults are those of RFC 3261.</summary>
    public TransactionTimers Timers { get; init; } = new();

    /// <summary>How phones and far ends prove who they are.</summary>
    public DigestOptions Digest { get; init; } = new();

    /// <summary>What <see cref="Listen"/> says, or its default; only of options that were validated.</summary>
    internal IReadOnlyList<ListenUri> ListenUris => Listen.Count == 0 ? ListenUri.Defaults : Parse(Listen);

    /// <summary>What <see cref="StandbyListen"/> says; only of options that were validated.</summary>
    internal IReadOnlyList<ListenUri> StandbyUris => Parse(StandbyListen);

    private static IReadOnlyList<ListenUri> Parse(IList<string> listen) =>
        [.. listen.Select(static text => ListenUri.TryParse(text, out var uri, out var fault) ? uri : throw new FormatException(fault))];
}
