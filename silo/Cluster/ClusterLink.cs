using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Hosting;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Options;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Cluster;

/// <summary>
/// The socket over which nodes use one another's SIP sockets and see whether they are there. What does not open (<see cref="LinkSeal"/>) is
/// dropped without a word; what does is done by <see cref="LinkInbox"/>. A node alone, which has no address for others, opens no socket.
/// </summary>
internal sealed partial class ClusterLink : INodeWitness, IAsyncDisposable
{
    private const int MaxCallId = 1024;

    // More nodes than this take turns, each second a part of them.
    private const int MostPings = 256;

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(1);

    private readonly NodeOptions _options;
    private readonly SipLimits _limits;
    private readonly IClusterNodes _nodes;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterLink> _log;
    private readonly StandStill _standStill;
    private readonly LinkPeers _peers;
    private volatile Started? _started;
    private ITimer? _timer;
    private int _nextPing;
    private long _askedSince = long.MaxValue;

    public ClusterLink(IOptions<NodeOptions> options, IOptions<SipOptions> sip, IClusterNodes nodes, TimeProvider time, ILogger<ClusterLink> log)
    {
        _options = options.Value;
        _limits = sip.Value.Limits;
        _nodes = nodes;
        _time = time;
        _log = log;
        _standStill = new StandStill(time);
        _peers = new LinkPeers(this, nodes, log);
    }

    /// <summary>The clock.</summary>
    public TimeProvider Time => _time;

    /// <summary>Where other nodes reach it; null while nobody can.</summary>
    public IPEndPoint? Local => _started?.Socket.Bound;

    /// <summary>Ends the branches of this node.</summary>
    public BranchStamp? Stamp => _started?.Node.Stamp;

    /// <summary>True when there may be other nodes.</summary>
    public bool IsOn => _options.Address is not null;

    /// <summary>What went over it.</summary>
    public LinkCounters Counters { get; } = new();

    /// <summary>The loop that receives; null while there is none.</summary>
    public LoopTurn? Loop => _started?.Socket.Loop;

    /// <summary>How many nodes that are counted among the living are not heard.</summary>
    public int Unheard => _peers.All.Count(static peer => peer is { IsGone: false, Address.Port: not 0, IsReachable: false });

    /// <summary>Other nodes to which new requests may be given.</summary>
    public IEnumerable<LinkPeer> Takers => _peers.All.Where(static peer => peer.IsReachable && peer.Node.State == NodeState.Active);

    /// <summary>
    /// How many INVITEs other nodes set up through sockets of this one. From the first time on they are asked each second; one that has not
    /// answered since, or since an INVITE of its own passed here, counts for one.
    /// </summary>
    public int CountInvitesOfOthers()
    {
        if (Interlocked.CompareExchange(ref _askedSince, _time.GetTimestamp(), long.MaxValue) == long.MaxValue)
            foreach (var peer in _peers.All) Ping(peer);
        var since = Volatile.Read(ref _askedSince);
        return _peers.All.Sum(peer => peer.IsReachable ? peer.Invites.CountSince(since) : 0);
    }

    /// <summary>Binds the socket and begins, where there may be other nodes.</summary>
    /// <param name="node">This node's sockets and transactions.</param>
    /// <param name="trunks">Knows who must be at the other end of a trunk over TLS.</param>
    /// <param name="calls">The calls that this node keeps.</param>
    /// <param name="fence">Says when what comes is too old to be done.</param>
    /// <param name="sealer">Seals and opens for the link.</param>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or not ours.</exception>
    public void Start(SipNode node, TrunkClient trunks, KeptCalls calls, IFence fence, Sealer sealer)
    {
        if (_options.Address is not { } address) return;
        var socket = new DatagramSocket(new IPEndPoint(IPAddress.Parse(address), _options.LinkPort), "link", exception => LogFault(_log, exception));
        var seal = new LinkSeal(sealer, _nodes.Self.Number);
        var inbox = new LinkInbox(this, _peers, seal, node, trunks, calls, fence, _limits);
        _started = new Started(node, inbox, fence, seal, socket);
        _nodes.Changed += Refresh;
        Refresh();
        socket.Start(inbox);
        _standStill.WasThere();
        _timer = _time.CreateTimer(static link => ((ClusterLink)link!).Tick(), this, PingInterval, Timeout.InfiniteTimeSpan);
        LogListening(_log, socket.Bound);
    }

    /// <summary>The socket of another node while it can be used; null otherwise.</summary>
    public RemoteSocket? Find(ushort node, int socket) =>
        _peers.Find(node) is { IsReachable: true } peer ? peer.Socket(socket) : null;

    /// <summary>The other node of that name; null when there is none such, or it is this one.</summary>
    public LinkPeer? Find(string node) => _peers.Find(node);

    /// <summary>A node's socket as it was announced, whether that node lives or not; null when it is not known.</summary>
    public RemoteSocket? Known(ushort node, int socket) => _peers.Find(node)?.Socket(socket);

    /// <inheritdoc/>
    public bool IsHeard(ushort node) => _peers.Find(node) is { IsGone: false, Session.IsWitness: true };

    /// <summary>The address of this node's own towards a peer that another node's socket reaches.</summary>
    public TransportAddress OwnTowards(in TransportAddress remote)
    {
        foreach (var transport in _started!.Node.Transports)
            if (!transport.IsStandby && transport.Reaches(remote)) return transport.LocalTowards(remote);
        return remote;
    }

    /// <summary>Our socket at the address of a socket of another node that is not there, which may have moved here; null when it has not.</summary>
    public SipTransport? SuccessorOf(RemoteSocket socket, Guid farSide) =>
        _started is { } started && started.Node.SocketAt(socket.Protocol, socket.Local) is { } own ? started.Inbox.Towards(own, farSide) : null;

    /// <summary>The socket at that address of the node to which the address belongs, else of one to which it may have moved; null when none can be used.</summary>
    public RemoteSocket? OwnerOf(TransportProtocol protocol, in TransportAddress local)
    {
        RemoteSocket? owner = null;
        foreach (var peer in _peers.All)
        {
            if (!peer.IsReachable) continue;
            foreach (var socket in peer.Sockets)
            {
                // A node names its own addresses before those that may move to it.
                if (socket?.Protocol == protocol && socket.Local == local && (owner is null || socket.Index < owner.Index)) owner = socket;
            }
        }
        return owner;
    }

    /// <summary>How long ago a node was found gone; null for one that is not, or of which nothing is known any more.</summary>
    public TimeSpan? GoneFor(ushort node) => _peers.Find(node) is { IsGone: true } peer ? _time.GetElapsedTime(peer.GoneAt) : null;

    /// <summary>Hands what came to a socket of ours to the node that it is for. False when that node lives no more.</summary>
    public bool TryDeliver(ushort node, SipMessage message, in Flow flow)
    {
        if (_peers.Find(node) is not { IsGone: false } peer) return false;
        Deliver(peer, message, flow);
        return true;
    }

    /// <summary>Hands what came to a socket of ours to another node.</summary>
    public void Deliver(LinkPeer peer, SipMessage message, in Flow flow)
    {
        // From one node to the other, and no further: a message that came over the link has found its node.
        if (message.Bytes.Length > LinkSeal.MaxMessageLength || flow.Transport is RemoteSocket) return;
        if (message is { IsRequest: true, Method: SipMethod.Invite }) peer.Invites.Passed(_time.GetTimestamp());
        Send(peer, new LinkMessage
        {
            Kind = LinkMessageKind.Received,
            IsKept = flow.Transport.IsReliable,
            Socket = _started!.Node.IndexOf(flow.Transport),
            Connection = flow.Connection,
            Remote = flow.Remote,
            Body = message.Bytes,
        });
    }

    /// <summary>Tells a node that what it had sent here could not be sent.</summary>
    public void ReportFailure(SendTicket ticket)
    {
        if (ticket.Branch != 0 && _peers.Find(ticket.Node) is { } peer)
            Send(peer, new LinkMessage { Kind = LinkMessageKind.Failed, IsKept = true, Shard = (byte)ticket.Shard, Branch = ticket.Branch });
    }

    /// <summary>Tells a trunk's home what became of a call over it.</summary>
    public void ReportCall(LinkPeer home, ConnectorId connector, in TransportAddress remote, bool isAnswered) =>
        Send(home, new LinkMessage { Kind = LinkMessageKind.CallResult, Socket = isAnswered ? (byte)1 : (byte)0, FarSide = connector.Value, Remote = remote });

    /// <summary>Tells the node that keeps a call that it was hung up by way of this one.</summary>
    public void ReportEnded(ReadOnlySpan<byte> callId, in DialogToken token) => Report(LinkMessageKind.CallEnded, callId, token, 0);

    /// <summary>Tells the node that keeps a call that it goes on for that many seconds, which was agreed on by way of this one.</summary>
    public void ReportRefreshed(ReadOnlySpan<byte> callId, in DialogToken token, uint interval) => Report(LinkMessageKind.CallRefreshed, callId, token, interval);

    /// <summary>The body is the connector of the token's own side, then the Call-ID.</summary>
    [SkipLocalsInit]
    private void Report(LinkMessageKind kind, ReadOnlySpan<byte> callId, in DialogToken token, uint interval)
    {
        if (token.Keeper == 0 || token.Keeper == _nodes.Self.Number || callId.Length > MaxCallId) return;
        if (_peers.Find(token.Keeper) is not { IsGone: false } keeper) return;
        Span<byte> body = stackalloc byte[LinkMessage.GuidLength + callId.Length];
        token.OwnConnector.TryWriteBytes(body);
        callId.CopyTo(body[LinkMessage.GuidLength..]);
        Send(keeper, new LinkMessage { Kind = kind, IsKept = true, FarSide = token.PeerConnector, Branch = token.Media.Value, Connection = interval, Body = body });
    }

    /// <summary>Seals and sends; false when that cannot be.</summary>
    internal bool Send(LinkPeer peer, scoped LinkMessage message)
    {
        if (_started is not { } started || peer.Address.Port == 0) return false;
        message.Sequence = peer.Session.NextSequence();
        var whole = started.Seal.Seal(peer.Session, message);
        if (message.IsKept && !peer.Outbox.TryAdd(message.Sequence, whole, TicketOf(message))) return false;
        Counters.CountSent();
        return started.Socket.Send(peer.Address, whole);
    }

    /// <summary>Sends a datagram once more.</summary>
    internal void Repeat(LinkPeer peer, ReadOnlySpan<byte> datagram) => _started?.Socket.Send(peer.Address, datagram);

    /// <summary>What another node was to send is given up, although it may have been sent: its transaction here is told.</summary>
    internal void Lose(SendTicket ticket) => _started?.Node.Transactions.LoseWay(ticket);

    private static SendTicket TicketOf(in LinkMessage message) => message.Kind == LinkMessageKind.Send ? new SendTicket(message.Shard, message.Branch) : default;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _nodes.Changed -= Refresh;
        if (_timer is not null) await _timer.DisposeAsync();
        _peers.End();
        if (_started is { } started) await started.Socket.DisposeAsync();
    }

    /// <summary>Takes the nodes as they are now. What goes over a node that is gone is told at once.</summary>
    private void Refresh()
    {
        var hasLost = _peers.Refresh(Ping);
        // On another thread: whoever tells of the nodes must not wait for the calls.
        if (hasLost && _started is { } started)
            ThreadPool.UnsafeQueueUserWorkItem(static node => node.Transactions.Lose(static transport => transport is RemoteSocket { Peer.IsGone: true }), started.Node, preferLocal: false);
    }

    private void Tick()
    {
        var peers = _peers.All;
        var count = Math.Min(peers.Length, MostPings);
        for (var i = 0; i < count; i++) Ping(peers[(_nextPing + i) % peers.Length]);
        _nextPing = peers.Length == 0 ? 0 : (_nextPing + count) % peers.Length;

        // A process that stood still has heard nobody and knows nothing of anybody: the pings of this round say who is there.
        if (!_standStill.WasThere() && _started?.Fence.MayTakeCalls == true && _peers.Look())
            _started.Node.Transactions.Lose(static transport => transport is RemoteSocket { Peer.IsReachable: false });
        // Up to a tenth sooner, so that nodes which started together drift apart.
        _timer?.Change(PingInterval - PingInterval / 10 * Random.Shared.NextDouble(), Timeout.InfiniteTimeSpan);
    }

    private void Ping(LinkPeer peer)
    {
        if (peer.IsGone) return;
        var isAsked = Volatile.Read(ref _askedSince) != long.MaxValue;
        Send(peer, new LinkMessage { Kind = LinkMessageKind.Ping, Connection = _time.GetTimestamp(), Socket = isAsked ? (byte)1 : (byte)0 });
    }

    /// <summary>What is there once the node speaks SIP.</summary>
    private sealed record Started(SipNode Node, LinkInbox Inbox, IFence Fence, LinkSeal Seal, DatagramSocket Socket);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening for other nodes on {Address}")]
    private static partial void LogListening(ILogger logger, IPEndPoint address);

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug in the handling of a message of another node; the message is lost, the node goes on")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
