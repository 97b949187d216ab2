using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>How a new call reaches a trunk, a registered phone or a SIP target from this node; all from memory.</summary>
internal sealed class Destinations(SipNode node, Locations locations, TargetAddresses targets, TrunkClient? trunks = null, ClusterLink? link = null)
{
    // As few as there are SIP targets over TLS.
    private readonly ConcurrentDictionary<string, TlsPeer> _peers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where a trunk's far side registered with us, in the order of its preference; then it is called there, and not at its configured address.</summary>
    public ImmutableArray<Location> Find(Trunk trunk) => trunk.AddressOfRecord is { } addressOfRecord ? locations.Find(addressOfRecord) : [];

    /// <summary>
    /// A phone: over the flow on which it registered, by way of the node that has it; when that node is gone, from the address that it
    /// had, should it have moved here, else from any of ours.
    /// </summary>
    public bool TryReach(Location location, out Flow flow)
    {
        flow = default;
        var name = location.Flow;
        var other = link?.Find(location.Binding.Node);
        if (other is { IsReachable: true })
        {
            foreach (var socket in other.Sockets)
            {
                if (socket is null || socket.Protocol != name.Protocol || socket.Local != name.Local) continue;
                flow = new Flow(socket, name.Remote, name.Connection);
                return true;
            }
        }
        if (node.SocketAt(name.Protocol, name.Local) is { } own)
        {
            flow = new Flow(own, name.Remote, other is null ? name.Connection : 0);
            return true;
        }
        if (node.TransportTo(name.Protocol, name.Remote) is not { } any) return false;
        flow = new Flow(any, name.Remote);
        return true;
    }

    /// <summary>
    /// The same place by another way than that flow, whose node is gone: by way of a trunk's next home, or straight from here. False when
    /// there is none.
    /// </summary>
    public bool TryReroute(CallTarget target, in Flow lost, out Flow flow)
    {
        if (target.Location is { } location) return TryReach(location, out flow) && IsOtherWay(flow, lost);
        if (target.Connector is { } connector && trunks?.Find(connector.Id) is { } trunk)
        {
            foreach (var at in trunk.Targets.All)
            {
                if (at.Flow.Remote != lost.Remote || !IsOtherWay(at.Flow, lost)) continue;
                flow = at.Flow;
                return true;
            }
        }
        var transport = node.TransportTo(lost.Transport.Protocol, lost.Remote, target.Connector?.Site ?? default, target.Trunk?.Peer);
        flow = transport is null ? default : new Flow(transport, lost.Remote);
        return transport is not null;
    }

    /// <summary>A socket that failed may be another node's which is not taken for gone yet.</summary>
    private static bool IsOtherWay(in Flow flow, in Flow lost) => !SipNode.IsLost(flow) && flow.Transport.Owner != lost.Transport.Owner;

    /// <summary>A SIP target of a local number: its addresses.</summary>
    public SipTargetPlaces Find(LocalRoute local, SiteRoutes site)
    {
        var uri = Encoding.UTF8.GetBytes(local.Target!);
        var addresses = targets.Find(uri, out var protocol);
        var peer = protocol == TransportProtocol.Tls ? _peers.GetOrAdd(local.Target!, PeerOf) : null;
        return new SipTargetPlaces(local.Number, uri, protocol, addresses, site.Id, peer);
    }

    /// <summary>The host that a target's URI names must be there.</summary>
    private static TlsPeer PeerOf(string target) =>
        new(SipUri.TryParse(Encoding.UTF8.GetBytes(target), out var uri) ? Encoding.ASCII.GetString(uri.Host).Trim('[', ']') : "");
}
