using System.Collections.Concurrent;
using System.Net;
using System.Text;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Cluster;

/// <summary>
/// A SIP socket of another node, used as if it were one of ours: what is sent over it leaves from there, unparsed, with the address of
/// that socket in Via and Contact; what comes back there for us arrives on it. Transactions, digest and failover stay on this node.
/// </summary>
internal sealed class RemoteSocket : SipTransport
{
    private readonly ClusterLink _link;
    private readonly Guid _farSide;
    private readonly RemoteSocket? _owner;
    private readonly ConcurrentDictionary<Guid, RemoteSocket>? _towards;

    private RemoteSocket(ClusterLink link, LinkPeer peer, byte index, TransportProtocol protocol, IPEndPoint local, string host)
        : base(protocol, host)
    {
        _link = link;
        Peer = peer;
        Index = index;
        Local = TransportAddress.Of(local);
        Stamp = link.Stamp;
        BoundTo(local);
        if (protocol == TransportProtocol.Tls) _towards = new ConcurrentDictionary<Guid, RemoteSocket>();
    }

    /// <summary>The same socket towards one far side.</summary>
    private RemoteSocket(RemoteSocket owner, Guid farSide)
        : base(owner.Protocol, owner.AdvertisedHost)
    {
        _link = owner._link;
        _owner = owner;
        _farSide = farSide;
        Peer = owner.Peer;
        Index = owner.Index;
        Local = owner.Local;
        Stamp = owner.Stamp;
        BoundTo(owner.Local.ToIPEndPoint());
    }

    /// <summary>The node that has it.</summary>
    public LinkPeer Peer { get; }

    /// <summary>Its number among that node's.</summary>
    public byte Index { get; }

    /// <inheritdoc/>
    public override SipTransport Owner => _owner ?? this;

    /// <inheritdoc/>
    public override TransportAddress Local { get; }

    /// <summary>The socket as its node announces it; null for a protocol or an address that this version does not know.</summary>
    public static RemoteSocket? Of(ClusterLink link, LinkPeer peer, byte index, NodeSocket socket)
    {
        if (TransportProtocols.Of(Encoding.ASCII.GetBytes(socket.Protocol)) is not { } protocol || !IPEndPoint.TryParse(socket.Local, out var local)) return null;
        return new RemoteSocket(link, peer, index, protocol, local, socket.AdvertisedHost.Length > 0 ? socket.AdvertisedHost : HostOf(local.Address, peer));
    }

    /// <summary>The same socket towards a far side that must prove over TLS who it is: its node knows that by the connector.</summary>
    public RemoteSocket Towards(TlsPeer? peer) =>
        _towards is null || peer is null || peer.Id == Guid.Empty ? this : _towards.GetOrAdd(peer.Id, static (id, socket) => new RemoteSocket(socket, id), this);

    /// <inheritdoc/>
    public override bool Send(in Flow flow, ReadOnlySpan<byte> message, SendTicket ticket = default)
    {
        // Who answers through a node that died meanwhile does so from where its address is now.
        if (!Peer.IsReachable && _link.SuccessorOf(this, _farSide) is { } own) return own.Send(new Flow(own, flow.Remote), message, ticket);
        if (Peer.IsGone || message.Length > LinkSeal.MaxMessageLength) return false;
        Trace?.Sent(message, flow);
        return _link.Send(Peer, new LinkMessage
        {
            Kind = LinkMessageKind.Send,
            IsKept = IsReliable,
            Socket = Index,
            Connection = flow.Connection,
            Shard = (byte)ticket.Shard,
            Branch = ticket.Branch,
            FarSide = _farSide,
            Remote = flow.Remote,
            Body = message,
        });
    }

    /// <summary>Media of a call are this node's, whoever's socket carries its SIP.</summary>
    public override TransportAddress LocalTowards(in TransportAddress remote) => _link.OwnTowards(remote);

    /// <summary>Receiving is its node's.</summary>
    public override void Start(ITransportReceiver receiver) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>What peers are told of a socket that listens on all addresses of its machine: the one at which the other nodes reach it.</summary>
    private static string HostOf(IPAddress address, LinkPeer peer)
    {
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) address = peer.Address.Port == 0 ? address : peer.Address.ToIPAddress();
        return address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
    }
}
