using System.Collections.Frozen;
using System.Collections.Immutable;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Silo.Cluster;

/// <summary>The other nodes: those that the membership knows, and which of them are heard.</summary>
/// <param name="link">Their link.</param>
/// <param name="nodes">The nodes of the cluster.</param>
/// <param name="log">Told of nodes that are heard no more, or again.</param>
internal sealed partial class LinkPeers(ClusterLink link, IClusterNodes nodes, ILogger log)
{
    private readonly Lock _refreshing = new();
    private volatile FrozenDictionary<ushort, LinkPeer> _peers = FrozenDictionary<ushort, LinkPeer>.Empty;
    private volatile FrozenDictionary<string, LinkPeer> _byName = FrozenDictionary<string, LinkPeer>.Empty;

    /// <summary>All of them, those that are gone included.</summary>
    public ImmutableArray<LinkPeer> All => _peers.Values;

    /// <summary>The other node of that number; null when there is none such, or it is this one.</summary>
    public LinkPeer? Find(ushort number) => _peers.GetValueOrDefault(number);

    /// <summary>The other node of that name; null when there is none such, or it is this one.</summary>
    public LinkPeer? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>Takes the nodes as they are now; true when one that lived does so no more.</summary>
    /// <param name="onNew">Told of each that was not known.</param>
    public bool Refresh(Action<LinkPeer> onNew)
    {
        var hasLost = false;
        lock (_refreshing)
        {
            var before = _peers;
            var peers = new Dictionary<ushort, LinkPeer>();
            foreach (var node in nodes.All)
            {
                if (node.Number == nodes.Self.Number) continue;
                var known = before.GetValueOrDefault(node.Number);
                if (known?.Is(node) == true)
                {
                    hasLost |= !known.IsGone && node.State == NodeState.Gone;
                    known.Update(node);
                    peers.Add(node.Number, known);
                    continue;
                }
                var session = known?.Session is { } same && same.Silo == node.Silo ? same : new LinkSession(nodes.Self.Silo, node.Silo, link.Time);
                peers.Add(node.Number, new LinkPeer(link, node, session));
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
                if (!before.ContainsKey(number)) onNew(peer);
        }
        return hasLost;
    }

    /// <summary>Looks which are heard; true when one that was is no more. Used by the link's timer.</summary>
    public bool Look()
    {
        var hasLost = false;
        foreach (var peer in All)
        {
            var isReachable = peer.IsReachable;
            if (isReachable == peer.WasReachable) continue;
            peer.WasReachable = isReachable;
            hasLost |= !isReachable;
            LogReachable(log, peer.Node.Name, isReachable);
        }
        return hasLost;
    }

    /// <summary>Nothing is sent to any of them any more.</summary>
    public void End()
    {
        foreach (var peer in All) peer.End();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node} over the link: heard {IsHeard}")]
    private static partial void LogReachable(ILogger logger, string node, bool isHeard);
}
