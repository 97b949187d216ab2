using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Calls;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>This node's transports and its transaction layer.</summary>
internal sealed class SipNode(TransactionLayer transactions, IReadOnlyList<SipTransport> transports, RoutingTableFeed? routing = null) : IAsyncDisposable
{
    /// <summary>The transaction layer.</summary>
    public TransactionLayer Transactions => transactions;

    /// <summary>The transports in the order in which they were configured.</summary>
    public IReadOnlyList<SipTransport> Transports => transports;

    /// <summary>
    /// The transport of that protocol which reaches the address: one that is bound to an address which is a SIP domain of the site,
    /// so that a site speaks from its own address; else the first. Null when none does.
    /// </summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="remote">The address.</param>
    /// <param name="site">The site that speaks; none for a way back to whom somebody else chose.</param>
    /// <param name="peer">Over TLS: who must be there; null for whoever is.</param>
    public SipTransport? TransportTo(TransportProtocol protocol, in TransportAddress remote, SiteId site = default, TlsPeer? peer = null)
    {
        SipTransport? first = null;
        var domains = site == default ? [] : routing?.Current.FindSite(site)?.Domains ?? [];
        foreach (var transport in transports)
        {
            if (transport.Protocol != protocol || !transport.Reaches(remote)) continue;
            if (domains.Contains(transport.LocalHost)) return Towards(transport, peer);
            first ??= transport;
        }
        return first is null ? null : Towards(first, peer);
    }

    /// <summary>Whether it has a transport of that protocol for that family of addresses.</summary>
    public bool Speaks(TransportProtocol protocol, bool isIPv6) =>
        transports.Any(transport => transport.Protocol == protocol && transport.Local.IsIPv6 == isIPv6);

    /// <summary>The number by which a token names a transport.</summary>
    public byte IndexOf(SipTransport transport)
    {
        for (var i = 0; i < transports.Count; i++)
            if (transports[i] == transport.Owner) return (byte)i;
        return byte.MaxValue;
    }

    /// <summary>
    /// The way to a token's peer from this node, over the first of its routes; null when no transport leads there. The route of a peer
    /// behind NAT names a private address: its way is where it was seen.
    /// </summary>
    /// <param name="token">The token.</param>
    /// <param name="routes">The routes.</param>
    /// <param name="peer">Over TLS: who must be there when a connection is opened anew; null for whoever is.</param>
    public Flow? FlowOf(in DialogToken token, ReadOnlySpan<byte> routes, TlsPeer? peer)
    {
        if (!token.IsPeerBehindNat && !routes.IsEmpty && NextHop.TryLiteral(RouteSet.First(routes), out var hop, out var protocol) && hop != token.Hop)
            return TransportTo(protocol, hop, peer: peer) is { } transport ? new Flow(transport, hop) : null;
        if (token.Transport < transports.Count && transports[token.Transport] is var same && same.Protocol == token.Protocol && same.Reaches(token.Hop))
            return new Flow(Towards(same, peer), token.Hop, token.Connection);
        return TransportTo(token.Protocol, token.Hop, peer: peer) is { } other ? new Flow(other, token.Hop) : null;
    }

    private static SipTransport Towards(SipTransport transport, TlsPeer? peer) =>
        peer is not null && transport is TlsTransport tls ? tls.Towards(peer) : transport;

    /// <summary>Begins to receive.</summary>
    public void Start()
    {
        foreach (var transport in transports) transport.Start(transactions);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var transport in transports) await transport.DisposeAsync();
        transactions.Dispose();
    }
}
