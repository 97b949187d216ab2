using System.Diagnostics.CodeAnalysis;
using SystemConnector.Contracts;
using SystemConnector.Grains.Cluster;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Cluster;

/// <summary>Does what other nodes say. Used by the link's thread.</summary>
/// <param name="link">Answers.</param>
/// <param name="peers">The other nodes.</param>
/// <param name="seal">Opens what comes.</param>
/// <param name="node">This node's sockets and transactions.</param>
/// <param name="trunks">Knows who must be at the other end of a trunk over TLS.</param>
/// <param name="calls">The calls that this node keeps.</param>
/// <param name="fence">Says when what comes is too old to be done.</param>
/// <param name="limits">What a SIP message may be.</param>
internal sealed class LinkInbox(
    ClusterLink link, LinkPeers peers, LinkSeal seal, SipNode node, TrunkClient trunks, KeptCalls calls, IFence fence, SipLimits limits) : IDatagramReceiver
{
    private readonly byte[] _opened = new byte[LinkSeal.MaxPlainLength];
    private readonly SipMessage _message = new();

    /// <summary>Whoever must prove to another node to be that far side does so to us as well.</summary>
    public SipTransport? Towards(SipTransport transport, Guid farSide)
    {
        if (farSide == default) return transport;
        return trunks.Find(new ConnectorId(farSide))?.Peer is { } peer ? SipNode.Towards(transport, peer) : null;
    }

    void IDatagramReceiver.Received(byte[] buffer, int length, in TransportAddress source)
    {
        // 1. Who sends it, and whether for the first time.
        if (!TryOpen(buffer.AsSpan(0, length), source, out var peer, out var message, out var opened))
        {
            link.Counters.CountDropped();
            return;
        }
        link.Counters.CountReceived();
        var age = peer.Session.Taken.Take(message.Sequence);
        // Also when it comes again: the acknowledgement before may be lost. What is too old may never have been done, and is not said to be.
        if (message.IsKept && age != SequenceAge.TooOld) link.Send(peer, new LinkMessage { Kind = LinkMessageKind.Acknowledged, Branch = message.Sequence });
        if (age != SequenceAge.New) return;
        peer.Session.Heard();

        // 2. What it says.
        switch (message.Kind)
        {
            case LinkMessageKind.Ping:
                link.Send(peer, new LinkMessage { Kind = LinkMessageKind.Pong, Connection = message.Connection, Branch = message.Socket == 0 ? 0 : CountInvites(peer) });
                break;
            case LinkMessageKind.Pong:
                peer.Session.Answered(message.Connection);
                peer.Invites.Counted(message.Connection, message.Branch);
                break;
            case LinkMessageKind.Send:
                if (message.Body.StartsWith("INVITE "u8)) peer.Invites.Passed(link.Time.GetTimestamp());
                SendOut(peer.Node.Number, message);
                break;
            case LinkMessageKind.Received when peer.Socket(message.Socket) is { } socket:
                Receive(socket, message, opened - message.Body.Length);
                break;
            case LinkMessageKind.Acknowledged:
                peer.Outbox.Acknowledged(message.Branch);
                break;
            case LinkMessageKind.Failed when message.Shard < TransactionLayer.ShardCount:
                node.Transactions.SendFailed(new SendTicket(message.Shard, message.Branch));
                break;
            case LinkMessageKind.CallEnded when message.Body.Length > LinkMessage.GuidLength:
                calls.Ended(node.Transactions, message.Body[LinkMessage.GuidLength..], message.FarSide, new Guid(message.Body[..LinkMessage.GuidLength]), new MediaLeg(message.Branch));
                break;
            case LinkMessageKind.CallRefreshed when message.Body.Length > LinkMessage.GuidLength:
                calls.Refreshed(node.Transactions, message.Body[LinkMessage.GuidLength..], message.FarSide, new Guid(message.Body[..LinkMessage.GuidLength]), (uint)message.Connection);
                break;
            case LinkMessageKind.CallResult:
                trunks.ReportCall(new ConnectorId(message.FarSide), message.Remote, message.Socket != 0);
                break;
        }
    }

    /// <summary>Opens a datagram; false for one of anybody but a node that we count among the living, sent from its address and sealed for this life of ours.</summary>
    private bool TryOpen(Span<byte> datagram, in TransportAddress source, [NotNullWhen(true)] out LinkPeer? peer, out LinkMessage message, out int opened)
    {
        peer = null;
        message = default;
        opened = 0;
        if (!LinkSeal.TryReadNode(datagram, out var number)) return false;
        peer = peers.Find(number);
        if (peer is not { IsGone: false } || source.WithPort(0) != peer.Address.WithPort(0)) return false;
        opened = seal.Open(datagram, peer.Session, _opened);
        return opened >= 0 && LinkMessage.TryRead(_opened.AsSpan(0, opened), out message);
    }

    /// <summary>Another node sends over a socket of ours: as it is, without state.</summary>
    private void SendOut(ushort number, in LinkMessage message)
    {
        var ticket = new SendTicket(message.Shard, message.Branch, number);
        // A process that stood still finds what others have sent elsewhere meanwhile. For a stream nobody repeats it.
        if (!fence.MayTakeCalls)
        {
            if (message.IsKept) link.ReportFailure(ticket);
            return;
        }
        var flow = default(Flow?);
        if (message.Socket < node.Transports.Count)
        {
            if (Towards(node.Transports[message.Socket], message.FarSide) is { } transport) flow = new Flow(transport, message.Remote, message.Connection);
        }
        if (flow is not { } way || !way.Transport.Send(way, message.Body, ticket)) link.ReportFailure(ticket);
    }

    private ulong CountInvites(LinkPeer peer) =>
        (ulong)node.Transactions.CountPendingInvites(transport => transport is RemoteSocket socket && socket.Peer.Session == peer.Session);

    private void Receive(RemoteSocket socket, in LinkMessage message, int start)
    {
        var flow = new Flow(socket, message.Remote, message.Connection);
        socket.Trace?.Received(message.Body, flow);
        var fault = SipParser.Parse(_message, _opened, start, message.Body.Length, limits, isStream: socket.IsReliable);
        if (_message.IsRequest && !fence.MayTakeCalls) return;
        node.Transactions.Received(_message, fault, flow);
    }
}
