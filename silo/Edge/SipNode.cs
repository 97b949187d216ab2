using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Cluster;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>This node's transports and its transaction layer.</summary>
/// <param name="transactions">The transaction layer.</param>
/// <param name="transports">The transports in the order in which they were configured, those of addresses that may move here last.</param>
/// <param name="routing">Knows the sites' domains; null for none.</param>
/// <param name="link">The way to the sockets of other nodes; null for a node alone.</param>
/// <param name="stamp">What the branches of this node end with; null for nothing.</param>
internal sealed class SipNode(
    TransactionLayer transactions, IReadOnlyList<SipTransport> transports, RoutingTableFeed? routing = null, ClusterLink? link = null, BranchStamp? stamp = null)
    : IAsyncDisposable
{
    /// <summary>The transaction layer.</summary>
    public TransactionLayer Transactions => transactions;

    /// <summary>The transports, those of addresses that may move here last: so their numbers are those of the sockets that the node announces.</summary>
    public IReadOnlyList<SipTransport> Transports => transports;

    /// <summary>What the branches of this node end with; null for nothing.</summary>
    public BranchStamp? Stamp => stamp;

    /// <summary>This node's number; 0 for a node alone.</summary>
    public ushort Number => stamp?.Node ?? 0;

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
            if (transport.Protocol != protocol || transport.IsStandby || !transport.Reaches(remote)) continue;
            if (domains.Contains(transport.LocalHost)) return Towards(transport, peer);
            first ??= transport;
        }
        return first is null ? null : Towards(first, peer);
    }

    /// <summary>Whether it has a transport of that protocol for that family of addresses.</summary>
    public bool Speaks(TransportProtocol protocol, bool isIPv6) =>
        transports.Any(transport => transport.Protocol == protocol && !transport.IsStandby && transport.Local.IsIPv6 == isIPv6);

    /// <summary>The number of a socket among those of its node.</summary>
    public byte IndexOf(SipTransport transport)
    {
        if (transport is RemoteSocket remote) return remote.Index;
        for (var i = 0; i < transports.Count; i++)
            if (transports[i] == transport.Owner) return (byte)i;
        return byte.MaxValue;
    }

    /// <summary>The number of the node that has a socket; 0 for a node alone.</summary>
    public ushort NodeOf(SipTransport transport) => transport is RemoteSocket remote ? remote.Peer.Node.Number : Number;

    /// <summary>
    /// The socket of that number of that node: ours, or another node's while it can be used. When that node is gone, ours that is bound to
    /// the same address, which may have moved here. Null when there is none.
    /// </summary>
    public SipTransport? SocketOf(ushort node, int index)
    {
        if (node == 0 || node == Number) return index < transports.Count && transports[index].IsUsable ? transports[index] : null;
        return link?.Find(node, index) ?? (link?.Known(node, index) is { } former ? SocketAt(former.Protocol, former.Local) : null);
    }

    /// <summary>Our socket that is bound to the address; null when there is none, or the address is not here.</summary>
    public SipTransport? SocketAt(TransportProtocol protocol, in TransportAddress local)
    {
        foreach (var transport in transports)
            if (transport.Protocol == protocol && transport.Local == local && transport.IsUsable) return transport;
        return null;
    }

    /// <summary>
    /// The way to a token's peer from this node, over the first of its routes; null when no transport leads there. The route of a peer
    /// behind NAT names a private address: its way is where it was seen.
    /// </summary>
    /// <param name="token">The token.</param>
    /// <param name="routes">The routes.</param>
    /// <param name="peer">Over TLS: who must be there when a connection is opened anew; null for whoever is.</param>
    /// <param name="isDirect">True when the socket over which the peer was seen has failed: any of ours will do.</param>
    public Flow? FlowOf(in DialogToken token, ReadOnlySpan<byte> routes, TlsPeer? peer, bool isDirect = false)
    {
        if (!token.IsPeerBehindNat && !routes.IsEmpty && NextHop.TryLiteral(RouteSet.First(routes), out var hop, out var protocol) && hop != token.Hop)
            return TransportTo(protocol, hop, peer: peer) is { } transport ? new Flow(transport, hop) : null;
        if (!isDirect && SocketOf(token.Node, token.Transport) is { } same && same.Protocol == token.Protocol && same.Reaches(token.Hop))
            return new Flow(Towards(same, peer), token.Hop, token.Node is 0 || NodeOf(same) == token.Node ? token.Connection : 0);
        return TransportTo(token.Protocol, token.Hop, peer: peer) is { } other ? new Flow(other, token.Hop) : null;
    }

    /// <summary>True when the peer was seen by another node that cannot be used any more: its connections are gone, and what a NAT let through to it.</summary>
    public bool IsLost(in DialogToken token) => token.Node != 0 && token.Node != (stamp?.Node ?? 0) && link?.Find(token.Node, token.Transport) is null;

    /// <summary>True when a flow leads through a node that cannot be used any more.</summary>
    public static bool IsLost(in Flow flow) => flow.Transport is RemoteSocket { Peer.IsReachable: false };

    /// <summary>The transport towards one peer, where that makes a difference.</summary>
    public static SipTransport Towards(SipTransport transport, TlsPeer? peer) => transport switch
    {
        RemoteSocket remote => remote.Towards(peer),
        TlsTransport tls when peer is not null => tls.Towards(peer),
        _ => transport,
    };

    /// <summary>
    /// The same way from the node that has the address now: for a request that came to a standby socket before its address went back, or to a node
    /// that is gone since. A stream went with the address.
    /// </summary>
    private Flow? FromOwner(Flow flow) =>
        flow.Transport is { IsReliable: false } and ({ IsStandby: true } or RemoteSocket) && link!.OwnerOf(flow.Transport.Protocol, flow.Transport.Local) is { } owner
            ? new Flow(owner, flow.Remote) : null;

    /// <summary>Begins to receive.</summary>
    public void Start()
    {
        foreach (var transport in transports) transport.Stamp = stamp;
        if (link is not null) transactions.OtherWay = FromOwner;
        foreach (var transport in transports) transport.Start(transactions);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var transport in transports) await transport.DisposeAsync();
        transactions.Dispose();
    }
}
