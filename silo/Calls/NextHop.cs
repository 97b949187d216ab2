using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>Where requests inside a dialog go to reach a peer.</summary>
internal static class NextHop
{
    /// <summary>
    /// The address of the first route, else of the remote target, when it is a literal one and can be believed; otherwise where
    /// the peer was seen. Over a stream the connection is kept as well: it is used while it is open.
    /// </summary>
    /// <param name="seen">The flow over which the peer's message came.</param>
    /// <param name="routes">The peer's route set.</param>
    /// <param name="target">The peer's remote target.</param>
    /// <param name="trustSeen">True for a peer behind NAT: what it says of its address is not believed.</param>
    public static Flow Of(in Flow seen, ReadOnlySpan<byte> routes, ReadOnlySpan<byte> target, bool trustSeen)
    {
        if (trustSeen) return seen;
        var uri = routes.IsEmpty ? target : RouteSet.First(routes);
        if (!TryLiteral(uri, out var address, out var protocol)) return seen;
        if (seen.Transport.IsReliable) return protocol == TransportProtocol.Udp && !HasTransport(uri) ? seen : seen with { Remote = address };
        return protocol == seen.Transport.Protocol && seen.Transport.Reaches(address) ? new Flow(seen.Transport, address) : seen;
    }

    /// <summary>The literal address that a SIP URI names, with its transport; false for a host name.</summary>
    public static bool TryLiteral(ReadOnlySpan<byte> uri, out TransportAddress address, out TransportProtocol protocol)
    {
        address = default;
        protocol = TransportProtocol.Udp;
        if (!SipUri.TryParse(uri, out var parsed) || !Sip.Parsing.Host.TryParseAddress(parsed.Host, out var ip)) return false;
        protocol = ProtocolOf(parsed);
        address = TransportAddress.Of(ip, parsed.Port == 0 ? protocol.DefaultPort() : parsed.Port);
        return true;
    }

    /// <summary>The protocol that a URI asks for: TLS for a sips URI (RFC 3261 §26.2.2); UDP when it asks for none (RFC 3263 §4.1).</summary>
    public static TransportProtocol ProtocolOf(in SipUri uri) =>
        uri.IsSecure ? TransportProtocol.Tls
        : uri.TryGetParameter("transport"u8, out var transport) && TransportProtocols.Of(transport) is { } protocol ? protocol
        : TransportProtocol.Udp;

    private static bool HasTransport(ReadOnlySpan<byte> uri) => uri.IndexOf(";transport="u8) >= 0;
}
