using System.Collections.Immutable;
using System.Net;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Cluster;

/// <summary>Another node as the link sees it: where it is, and its SIP sockets. A node that is started anew, or has other sockets, is another one.</summary>
internal sealed class LinkPeer
{
    private volatile ClusterNode _node;
    private volatile bool _isGone;

    public LinkPeer(ClusterLink link, ClusterNode node, LinkSession session)
    {
        _node = node;
        Session = session;
        if (IPEndPoint.TryParse(node.Link, out var address)) Address = TransportAddress.Of(address);
        Outbox = new LinkOutbox(link.Time, datagram => link.Repeat(this, datagram), link.Lose);
        _isGone = node.State == NodeState.Gone;
        var sockets = ImmutableArray.CreateBuilder<RemoteSocket?>(node.Sockets.Length);
        foreach (var socket in node.Sockets) sockets.Add(RemoteSocket.Of(link, this, (byte)sockets.Count, socket));
        Sockets = sockets.MoveToImmutable();
        WasReachable = IsReachable;
    }

    /// <summary>What both lives have with each other.</summary>
    public LinkSession Session { get; }

    /// <summary>Where its link listens; port 0 while that is not known.</summary>
    public TransportAddress Address { get; }

    /// <summary>Its SIP sockets; null for one that this version does not know.</summary>
    public ImmutableArray<RemoteSocket?> Sockets { get; }

    /// <summary>The INVITEs that it sets up through sockets of this node.</summary>
    public InvitesElsewhere Invites { get; } = new();

    /// <summary>What it has not acknowledged.</summary>
    public LinkOutbox Outbox { get; }

    /// <summary>The node as it is known now.</summary>
    public ClusterNode Node => _node;

    /// <summary>True once this life of it is over: nothing goes there any more.</summary>
    public bool IsGone => _isGone;

    /// <summary>True while its sockets can be used: it lives, and is heard over the link.</summary>
    public bool IsReachable => !_isGone && Address.Port != 0 && Session.IsHeard;

    /// <summary>What <see cref="IsReachable"/> was when it was looked at last. Used by the link's timer.</summary>
    public bool WasReachable { get; set; }

    /// <summary>True when the node as it is now is the same life with the same sockets.</summary>
    public bool Is(ClusterNode node) => _node.Silo == node.Silo && _node.Link == node.Link && _node.Sockets.SequenceEqual(node.Sockets);

    /// <summary>Takes what is known of the node now.</summary>
    public void Update(ClusterNode node)
    {
        _node = node;
        if (node.State == NodeState.Gone) End();
    }

    /// <summary>This life of it is over.</summary>
    public void End()
    {
        _isGone = true;
        Outbox.Dispose();
    }

    /// <summary>Its socket of that number; null when there is none.</summary>
    public RemoteSocket? Socket(int index) => (uint)index < (uint)Sockets.Length ? Sockets[index] : null;
}
