using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>How a new call reaches a trunk, a registered phone or a SIP target from this node; all from memory.</summary>
internal sealed class Destinations(SipNode node, Locations locations, TargetAddresses targets)
{
    // As few as there are SIP targets over TLS.
    private readonly ConcurrentDictionary<string, TlsPeer> _peers = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where a trunk's far side registered with us, in the order of its preference; then it is called there, and not at its configured address.</summary>
    public ImmutableArray<Location> Find(Trunk trunk) => trunk.AddressOfRecord is { } addressOfRecord ? locations.Find(addressOfRecord) : [];

    /// <summary>A phone: over the flow on which it registered.</summary>
    public bool TryReach(Location location, out Flow flow)
    {
        flow = default;
        var name = location.Flow;
        foreach (var transport in node.Transports)
        {
            if (transport.Protocol != name.Protocol || transport.Local != name.Local) continue;
            flow = new Flow(transport, name.Remote, name.Connection);
            return true;
        }
        if (node.TransportTo(name.Protocol, name.Remote) is not { } other) return false;
        flow = new Flow(other, name.Remote);
        return true;
    }

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
