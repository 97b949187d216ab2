using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Hosting;
using SystemConnector.Silo.CallRecords;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;
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
/// The socket over which nodes use one another's SIP sockets and see whether they are there. A datagram is version (1) | number of the
/// node that sends it (2) | <see cref="LinkMessage"/>, sealed with a key of the cluster for the lives of both nodes: whatever else
/// comes is dropped without a word. A node alone, which has no address for others, opens no socket.
/// </summary>
internal sealed partial class ClusterLink : INodeWitness, IDatagramReceiver, IAsyncDisposable
{
    /// <summary>The layout of datagrams. A version that changes it speaks this one too until all nodes know the next.</summary>
    public const byte Version = 1;

    /// <summary>The longest SIP message that crosses, in bytes.</summary>
    public const int MaxMessageLength = 65_000;

    private const int HeadLength = 3;
    private const int GuidLength = 16;
    private const int MaxCallId = 1024;
    private const int MaxPlainLength = LinkMessage.MaxHeadLength + MaxMessageLength;

    // More nodes than this take turns, each second a part of them.
    private const int MostPings = 256;

    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(1);

    [ThreadStatic] private static byte[]? t_plain, t_sealed;

    private readonly NodeOptions _options;
    private readonly SipLimits _limits;
    private readonly IClusterNodes _nodes;
    private readonly TimeProvider _time;
    private readonly ILogger<ClusterLink> _log;
    private readonly Lock _refreshing = new();
    private readonly StandStill _standStill;
    private readonly byte[] _opened = new byte[MaxPlainLength];
    private readonly SipMessage _message = new();
    private volatile FrozenDictionary<ushort, LinkPeer> _peers = FrozenDictionary<ushort, LinkPeer>.Empty;
    private volatile FrozenDictionary<string, LinkPeer> _byName = FrozenDictionary<string, LinkPeer>.Empty;
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
    public int Unheard => _peers.Values.Count(static peer => peer is { IsGone: false, Address.Port: not 0, IsReachable: false });

    /// <summary>Other nodes to which new requests may be given.</summary>
    public IEnumerable<LinkPeer> Takers => _peers.Values.Where(static peer => peer.IsReachable && peer.Node.State == NodeState.Active);

    /// <summary>
    /// How many INVITEs other nodes set up through sockets of this one. From the first time on they are asked each second; one that has not
    /// answered since, or since an INVITE of its own passed here, counts for one.
    /// </summary>
    public int CountInvitesOfOthers()
    {
        if (Interlocked.CompareExchange(ref _askedSince, _time.GetTimestamp(), long.MaxValue) == long.MaxValue)
            foreach (var peer in _peers.Values) Ping(peer);
        var since = Volatile.Read(ref _askedSince);
        return _peers.Values.Sum(peer => peer.IsReachable ? peer.Invites.CountSince(since) : 0);
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
        _started = new Started(node, trunks, calls, fence, sealer, socket);
        _nodes.Changed += Refresh;
        Refresh();
        socket.Start(this);
        _standStill.WasThere();
        _timer = _time.CreateTimer(static link => ((ClusterLink)link!).Tick(), this, PingInterval, Timeout.InfiniteTimeSpan);
        LogListening(_log, socket.Bound);
    }

    /// <summary>The socket of another node while it can be used; null otherwise.</summary>
    public RemoteSocket? Find(ushort node, int socket) =>
        _peers.TryGetValue(node, out var peer) && peer.IsReachable ? peer.Socket(socket) : null;

    /// <summary>The other node of that name; null when there is none such, or it is this one.</summary>
    public LinkPeer? Find(string node) => _byName.GetValueOrDefault(node);

    /// <summary>A node's socket as it was announced, whether that node lives or not; null when it is not known.</summary>
    public RemoteSocket? Known(ushort node, int socket) => _peers.TryGetValue(node, out var peer) ? peer.Socket(socket) : null;

    /// <inheritdoc/>
    public bool IsHeard(ushort node) => _peers.TryGetValue(node, out var peer) && !peer.IsGone && peer.Session.IsWitness;

    /// <summary>The address of this node's own towards a peer that another node's socket reaches.</summary>
    public TransportAddress OwnTowards(in TransportAddress remote)
    {
        foreach (var transport in _started!.Node.Transports)
            if (!transport.IsStandby && transport.Reaches(remote)) return transport.LocalTowards(remote);
        return remote;
    }

    /// <summary>Our socket at the address of a socket of another node that is not there, which may have moved here; null when it has not.</summary>
    public SipTransport? SuccessorOf(RemoteSocket socket, Guid farSide) =>
        _started is { } started && started.Node.SocketAt(socket.Protocol, socket.Local) is { } own ? Towards(started, own, farSide) : null;

    /// <summary>How long ago a node was found gone; null for one that is not, or of which nothing is known any more.</summary>
    public TimeSpan? GoneFor(ushort node) => _peers.TryGetValue(node, out var peer) && peer.IsGone ? _time.GetElapsedTime(peer.GoneAt) : null;

    /// <summary>Hands what came to a socket of ours to the node that it is for. False when that node lives no more.</summary>
    public bool TryDeliver(ushort node, SipMessage message, in Flow flow)
    {
        if (!_peers.TryGetValue(node, out var peer) || peer.IsGone) return false;
        Deliver(peer, message, flow);
        return true;
    }

    /// <summary>Hands what came to a socket of ours to another node.</summary>
    public void Deliver(LinkPeer peer, SipMessage message, in Flow flow)
    {
        // From one node to the other, and no further: a message that came over the link has found its node.
        if (message.Bytes.Length > MaxMessageLength || flow.Transport is RemoteSocket) return;
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
        if (ticket.Branch != 0 && _peers.TryGetValue(ticket.Node, out var peer))
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
        if (token.Keeper == 0 || token.Keeper == _nodes.Self.Number || callId.Length > MaxCallId || !_peers.TryGetValue(token.Keeper, out var keeper) || keeper.IsGone) return;
        Span<byte> body = stackalloc byte[GuidLength + callId.Length];
        token.OwnConnector.TryWriteBytes(body);
        callId.CopyTo(body[GuidLength..]);
        // Each names the call where the other has no need of the field.
        var call = CallNumbers.Of(token.Call);
        var (branch, connection) = kind == LinkMessageKind.CallEnded ? (token.Media.Value, (long)call) : (call, interval);
        Send(keeper, new LinkMessage { Kind = kind, IsKept = true, FarSide = token.PeerConnector, Branch = branch, Connection = connection, Body = body });
    }

    /// <summary>Seals and sends; false when that cannot be.</summary>
    internal bool Send(LinkPeer peer, scoped LinkMessage message)
    {
        if (_started is not { } started || peer.Address.Port == 0) return false;
        var plain = t_plain ??= GC.AllocateUninitializedArray<byte>(MaxPlainLength);
        var datagram = t_sealed ??= GC.AllocateUninitializedArray<byte>(HeadLength + MaxPlainLength + Sealer.Overhead);
        message.Sequence = peer.Session.NextSequence();
        var length = message.Write(plain);
        datagram[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(datagram.AsSpan(1), _nodes.Self.Number);
        length = started.Sealer.SealBytes(plain.AsSpan(0, length), datagram.AsSpan(HeadLength), peer.Session.Outward);
        var whole = datagram.AsSpan(0, HeadLength + length);
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
        foreach (var peer in _peers.Values) peer.End();
        if (_started is { } started) await started.Socket.DisposeAsync();
    }

    void IDatagramReceiver.Received(byte[] buffer, int length, in TransportAddress source)
    {
        // 1. Who sends it, and whether for the first time.
        if (_started is not { } started) return;
        if (!TryOpen(started, buffer.AsSpan(0, length), out var peer, out var message, out var opened))
        {
            Counters.CountDropped();
            return;
        }
        Counters.CountReceived();
        var age = peer.Session.Taken.Take(message.Sequence);
        // Also when it comes again: the acknowledgement before may be lost. What is too old may never have been done, and is not said to be.
        if (message.IsKept && age != SequenceAge.TooOld) Send(peer, new LinkMessage { Kind = LinkMessageKind.Acknowledged, Branch = message.Sequence });
        if (age != SequenceAge.New) return;
        peer.Session.Heard();

        // 2. What it says.
        switch (message.Kind)
        {
            case LinkMessageKind.Ping:
                Send(peer, new LinkMessage { Kind = LinkMessageKind.Pong, Connection = message.Connection, Branch = message.Socket == 0 ? 0 : CountInvites(started, peer) });
                break;
            case LinkMessageKind.Pong:
                peer.Session.Answered(message.Connection);
                peer.Invites.Counted(message.Connection, message.Branch);
                break;
            case LinkMessageKind.Send:
                if (message.Body.StartsWith("INVITE "u8)) peer.Invites.Passed(_time.GetTimestamp());
                Send(started, peer.Node.Number, message);
                break;
            case LinkMessageKind.Received when peer.Socket(message.Socket) is { } socket:
                Receive(started, socket, message, opened - message.Body.Length);
                break;
            case LinkMessageKind.Acknowledged:
                peer.Outbox.Acknowledged(message.Branch);
                break;
            case LinkMessageKind.Failed when message.Shard < TransactionLayer.ShardCount:
                started.Node.Transactions.SendFailed(new SendTicket(message.Shard, message.Branch));
                break;
            case LinkMessageKind.CallEnded when message.Body.Length > GuidLength:
                started.Calls.Ended(started.Node.Transactions, message.Body[GuidLength..], message.FarSide, new Guid(message.Body[..GuidLength]), new MediaLeg(message.Branch), (ulong)message.Connection);
                break;
            case LinkMessageKind.CallRefreshed when message.Body.Length > GuidLength:
                started.Calls.Refreshed(started.Node.Transactions, message.Body[GuidLength..], message.FarSide, new Guid(message.Body[..GuidLength]), (uint)message.Connection, message.Branch);
                break;
            case LinkMessageKind.CallResult:
                started.Trunks.ReportCall(new ConnectorId(message.FarSide), message.Remote, message.Socket != 0);
                break;
        }
    }

    /// <summary>Opens a datagram; false for one of anybody but a node that we count among the living, sealed for this life of ours.</summary>
    private bool TryOpen(Started started, Span<byte> datagram, [NotNullWhen(true)] out LinkPeer? peer, out LinkMessage message, out int opened)
    {
        peer = null;
        message = default;
        opened = 0;
        if (datagram.Length < HeadLength || datagram[0] != Version) return false;
        if (!_peers.TryGetValue(BinaryPrimitives.ReadUInt16BigEndian(datagram[1..]), out peer) || peer.IsGone) return false;
        opened = started.Sealer.OpenBytes(datagram[HeadLength..], _opened, peer.Session.Inward);
        return opened >= 0 && LinkMessage.TryRead(_opened.AsSpan(0, opened), out message);
    }

    /// <summary>Another node sends over a socket of ours: as it is, without state.</summary>
    private void Send(Started started, ushort number, in LinkMessage message)
    {
        var ticket = new SendTicket(message.Shard, message.Branch, number);
        // A process that stood still finds what others have sent elsewhere meanwhile. For a stream nobody repeats it.
        if (!started.Fence.MayTakeCalls)
        {
            if (message.IsKept) ReportFailure(ticket);
            return;
        }
        var flow = default(Flow?);
        if (message.Socket < started.Node.Transports.Count)
        {
            if (Towards(started, started.Node.Transports[message.Socket], message.FarSide) is { } transport) flow = new Flow(transport, message.Remote, message.Connection);
        }
        if (flow is not { } way || !way.Transport.Send(way, message.Body, ticket)) ReportFailure(ticket);
    }

    /// <summary>Whoever must prove to another node to be that far side does so to us as well.</summary>
    private static SipTransport? Towards(Started started, SipTransport transport, Guid farSide)
    {
        if (farSide == default) return transport;
        return started.Trunks.Find(new ConnectorId(farSide))?.Peer is { } peer ? SipNode.Towards(transport, peer) : null;
    }

    private static ulong CountInvites(Started started, LinkPeer peer) =>
        (ulong)started.Node.Transactions.CountPendingInvites(transport => transport is RemoteSocket socket && socket.Peer.Session == peer.Session);

    private void Receive(Started started, RemoteSocket socket, in LinkMessage message, int start)
    {
        var flow = new Flow(socket, message.Remote, message.Connection);
        socket.Trace?.Received(message.Body, flow);
        var fault = SipParser.Parse(_message, _opened, start, message.Body.Length, _limits, isStream: socket.IsReliable);
        if (_message.IsRequest && !started.Fence.MayTakeCalls) return;
        started.Node.Transactions.Received(_message, fault, flow);
    }

    /// <summary>Takes the nodes as they are now. What goes over a node that is gone is told at once.</summary>
    private void Refresh()
    {
        var hasLost = false;
        lock (_refreshing)
        {
            var before = _peers;
            var peers = new Dictionary<ushort, LinkPeer>();
            foreach (var node in _nodes.All)
            {
                if (node.Number == _nodes.Self.Number) continue;
                var known = before.GetValueOrDefault(node.Number);
                if (known?.Is(node) == true)
                {
                    hasLost |= !known.IsGone && node.State == NodeState.Gone;
                    known.Update(node);
                    peers.Add(node.Number, known);
                    continue;
                }
                var session = known?.Session is { } same && same.Silo == node.Silo ? same : new LinkSession(_nodes.Self.Silo, node.Silo, _time);
                peers.Add(node.Number, new LinkPeer(this, node, session));
            }
            foreach (var (number, peer) in before)
            {
                if (peers.GetValueOrDefault(number) == peer) continue;
                hasLost |= !peer.IsGone;
                peer.End();
            }
            _peers = peers.ToFrozenDictionary();
            _byName = peers.Values.ToFrozenDictionary(static peer => peer.Node.Name);
            foreach (var (number, peer) in _peers)
                if (!before.ContainsKey(number)) Ping(peer);
        }
        // On another thread: whoever tells of the nodes must not wait for the calls.
        if (hasLost && _started is { } started)
            ThreadPool.UnsafeQueueUserWorkItem(static node => node.Transactions.Lose(static transport => transport is RemoteSocket { Peer.IsGone: true }), started.Node, preferLocal: false);
    }

    private void Tick()
    {
        var peers = _peers.Values;
        var count = Math.Min(peers.Length, MostPings);
        for (var i = 0; i < count; i++) Ping(peers[(_nextPing + i) % peers.Length]);
        _nextPing = peers.Length == 0 ? 0 : (_nextPing + count) % peers.Length;

        // A process that stood still has heard nobody and knows nothing of anybody: the pings of this round say who is there.
        if (!_standStill.WasThere() && _started?.Fence.MayTakeCalls == true) LookAt(peers);
        // Up to a tenth sooner, so that nodes which started together drift apart.
        _timer?.Change(PingInterval - PingInterval / 10 * Random.Shared.NextDouble(), Timeout.InfiniteTimeSpan);
    }

    private void LookAt(ImmutableArray<LinkPeer> peers)
    {
        var hasLost = false;
        foreach (var peer in peers)
        {
            var isReachable = peer.IsReachable;
            if (isReachable == peer.WasReachable) continue;
            peer.WasReachable = isReachable;
            hasLost |= !isReachable;
            LogReachable(_log, peer.Node.Name, isReachable);
        }
        if (hasLost) _started?.Node.Transactions.Lose(static transport => transport is RemoteSocket { Peer.IsReachable: false });
    }

    private void Ping(LinkPeer peer)
    {
        if (peer.IsGone) return;
        var isAsked = Volatile.Read(ref _askedSince) != long.MaxValue;
        Send(peer, new LinkMessage { Kind = LinkMessageKind.Ping, Connection = _time.GetTimestamp(), Socket = isAsked ? (byte)1 : (byte)0 });
    }

    /// <summary>What is there once the node speaks SIP.</summary>
    private sealed record Started(SipNode Node, TrunkClient Trunks, KeptCalls Calls, IFence Fence, Sealer Sealer, DatagramSocket Socket);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening for other nodes on {Address}")]
    private static partial void LogListening(ILogger logger, IPEndPoint address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} over the link: heard {IsHeard}")]
    private static partial void LogReachable(ILogger logger, string node, bool isHeard);

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug in the handling of a message of another node; the message is lost, the node goes on")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
