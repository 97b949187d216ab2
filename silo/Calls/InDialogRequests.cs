using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Requests inside a dialog: the sealed token in their Request-URI says where they go, so any node takes any of them,
/// also after the node that set the call up is gone. Used under the lock of the request's shard.
/// </summary>
internal sealed class InDialogRequests(CallServices services)
{
    /// <summary>Passes a request on to the peer.</summary>
    public void Forward(in IncomingRequest incoming)
    {
        var request = incoming.Message;
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        if (!services.Contacts.TryOpen(request, plain, out var token))
        {
            incoming.Respond(481);
            return;
        }
        var server = incoming.Accept();
        services.Expect(server, new(token.OwnConnector));
        if (SessionTimer.TryRefuse(server, request)) return;
        if (request.Method == SipMethod.Bye) services.Kept.Ended(incoming.Shard, request, token);
        new InDialogRequest(services, server).Send(request, token);
    }

    /// <summary>Passes the ACK of a 2xx on. It has no transaction (RFC 3261 §17.1.1.3); one whose token does not open is dropped.</summary>
    /// <returns>False when the token does not open: whoever it is for, we are not.</returns>
    public bool TryForwardAck(TransactionShard shard, SipMessage ack, in Flow source)
    {
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        if (!services.Contacts.TryOpen(ack, plain, out var token)) return false;
        if (ack.MaxForwards != 0) ForwardAck(shard, ack, token, source);
        return true;
    }

    private void ForwardAck(TransactionShard shard, SipMessage ack, in DialogToken token, in Flow source)
    {
        Span<byte> routes = stackalloc byte[SealedContact.MaxRoutesLength];
        services.Channels.Acknowledge(shard, ack[ack.CallId], token.PeerConnector, token.OwnConnector);
        routes = routes[..services.Contacts.OpenRoutes(ack, routes)];
        if (FlowOf(services, token, routes) is not { } flow) return;
        scoped var outgoing = Plan(token, routes, flow, AckBranch(ack));
        var behindNat = IsBehindNat(token.IsOwnBehindNat, services.Connector(token.OwnConnector), ack, source);
        var sender = token.Own(source, behindNat);
        if (services.Media.TryMap(ack, sender, token.Peer(flow, token.IsPeerBehindNat), out outgoing.Body)) services.Media.Take(ack, sender);
        var writer = shard.Writer();
        if (!RequestEgress.TryWrite(ref writer, ack, outgoing, services.Contacts)) return;
        var way = LargeRequest.Choose(ref writer, flow, outgoing.Branch, writer.Length > LargeRequest.Limit ? services.Trunks.Find(new(token.PeerConnector)) : null);
        if (way.Transport.Send(way, writer.Written)) return;
        if (way != flow)
        {
            // Not over TCP, then: it is written anew, since its Via has changed.
            writer = shard.Writer();
            if (RequestEgress.TryWrite(ref writer, ack, outgoing, services.Contacts)) flow.Transport.Send(flow, writer.Written);
        }
        else if (flow.Transport.IsReliable && FlowOf(services, token, routes, failed: flow) is { } anew && anew != flow)
        {
            if (SendAck(shard, ack, ref outgoing, anew)) return;
        }
        else if (FlowOf(services, token, routes, isDirect: true) is { } direct && direct != flow)
        {
            SendAck(shard, ack, ref outgoing, direct);
        }
    }

    private bool SendAck(TransactionShard shard, SipMessage ack, scoped ref OutgoingRequest outgoing, in Flow flow)
    {
        outgoing.Flow = flow;
        var writer = shard.Writer();
        return RequestEgress.TryWrite(ref writer, ack, outgoing, services.Contacts) && flow.Transport.Send(flow, writer.Written);
    }

    /// <summary>The same for each retransmission of an ACK, so that the peer can tell that it is one (RFC 3261 §16.11); even, as all of ours.</summary>
    private static ulong AckBranch(SipMessage ack) =>
        (TransactionLayer.HashOf(ack[ack.TopVia.Branch]) ^ TransactionLayer.HashOf(ack[ack.CallId])) & ~1UL;

    /// <summary>The way to the token's peer; null when there is none.</summary>
    /// <param name="services">What the node has for calls.</param>
    /// <param name="token">The token.</param>
    /// <param name="routes">The peer's route set.</param>
    /// <param name="failed">The flow over which sending failed; none at first.</param>
    /// <param name="isDirect">True when the socket over which the peer was seen has failed.</param>
    internal static Flow? FlowOf(CallServices services, in DialogToken token, ReadOnlySpan<byte> routes, in Flow failed = default, bool isDirect = false)
    {
        // Over TLS the far side of a trunk must prove to be that when it is connected to anew.
        var trunk = token.PeerConnector == default ? null : services.Trunks.Find(new(token.PeerConnector));
        var peer = token.Protocol == TransportProtocol.Tls ? trunk?.Peer : null;
        var isStream = token.Protocol != TransportProtocol.Udp;
        var hasFailed = failed.Transport is not null;
        if ((isStream ? hasFailed && !isDirect : isDirect) || services.Node.IsLost(token))
        {
            var present = trunk is null ? PhoneOf(services, token) : FarSideOf(services, token, trunk, routes);
            if (present is { } way && way != failed) return way.Connection == 0 ? way with { Transport = SipNode.Towards(way.Transport, peer) } : way;
        }
        return services.Node.FlowOf(token, routes, peer, isDirect) is { } seen ? hasFailed ? seen with { Connection = 0 } : seen : null;
    }

    /// <summary>Where the token's peer, a phone or a far side that registers with us, did so last over that protocol; null for any other.</summary>
    internal static Location? BindingOf(CallServices services, in DialogToken token)
    {
        if (token.PeerConnector == default) return services.Locations.Find(token.Target, token.Hop, token.Protocol);
        return services.Trunks.Find(new(token.PeerConnector)) is { } trunk ? BindingOf(services, token, trunk) : null;
    }

    private static Location? BindingOf(CallServices services, in DialogToken token, Trunk trunk)
    {
        foreach (var location in services.Destinations.Find(trunk))
            if (location.Flow.Protocol == token.Protocol) return location;
        return null;
    }

    /// <summary>Where a phone registered since it was seen: over the connection that it made anew, or from where a NAT lets us through.</summary>
    private static Flow? PhoneOf(CallServices services, in DialogToken token) =>
        BindingOf(services, token) is { } location && services.Destinations.TryReach(location, out var flow) ? flow : null;

    /// <summary>
    /// Where a trunk's far side registered since; else, over a stream, its own address: the port from which it had connected takes no
    /// connection. Null for a far side that named an address which is believed: it is there.
    /// </summary>
    private static Flow? FarSideOf(CallServices services, in DialogToken token, Trunk trunk, ReadOnlySpan<byte> routes)
    {
        if (!token.IsPeerBehindNat && token.Protocol == TransportProtocol.Udp) return null;
        if (BindingOf(services, token, trunk) is { } location && services.Destinations.TryReach(location, out var flow)) return flow;
        if (token.Protocol == TransportProtocol.Udp || trunk.Target is not { } target || target.Transport.Protocol != token.Protocol) return null;
        var named = routes.IsEmpty ? token.Target : RouteSet.First(routes);
        return !token.IsPeerBehindNat && NextHop.TryLiteral(named, out var address, out _) && address == token.Hop ? null : target;
    }

    /// <summary>Whether a side is behind NAT: what its connector says, else what its messages with a Contact showed so far.</summary>
    internal static bool IsBehindNat(bool wasSo, ConnectorRoute? connector, SipMessage message, in Flow seen) =>
        (wasSo && connector is null) || NatTransformation.IsNeeded(connector, message, seen.Remote);

    /// <summary>What every request to the token's peer has in common.</summary>
    internal static OutgoingRequest Plan(in DialogToken token, ReadOnlySpan<byte> routes, in Flow flow, ulong branch) => new()
    {
        Flow = flow,
        Branch = branch,
        RequestUri = token.Target,
        Routes = routes,
        From = token.From,
        To = token.To,
        CSeqOffset = token.PeerCSeqOffset,
        RAckOffset = token.PeerCSeqOffset,
        HidesCaller = token.From.SequenceEqual(CallerPrivacy.AnonymousUri),
    };
}
