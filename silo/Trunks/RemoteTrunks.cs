using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// The trunks of connectors that have their home on another node, as calls here need them: made of the routing table and of what the home
/// says of the far side's addresses. Calls leave through the sockets of the home while it is heard, for the far side knows that node;
/// otherwise straight from this one. Whoever asks finds a trunk as it is now: what it is made of is compared, and made anew when it changed.
/// </summary>
internal sealed class RemoteTrunks(RoutingTableFeed routing, ITrunkStates states, ClusterLink link)
{
    private readonly ConcurrentDictionary<ConnectorId, RemoteTrunk> _trunks = [];
    private SipNode? _node;

    /// <summary>The node speaks SIP now.</summary>
    public void Start(SipNode node) => _node = node;

    /// <summary>The trunk of a connector; null when there is no such connector, or no other node.</summary>
    public Trunk? Find(ConnectorId connector) =>
        link.IsOn && _node is { } node && routing.Current.FindConnector(connector) is { Enabled: true } route ? Find(node, route) : null;

    /// <summary>The trunks of all connectors but those.</summary>
    public IEnumerable<Trunk> Except(Func<ConnectorId, bool> isHere)
    {
        if (!link.IsOn || _node is not { } node) yield break;
        foreach (var route in routing.Current.Connectors)
            if (route.Enabled && !isHere(route.Id)) yield return Find(node, route);
    }

    /// <summary>Forgets the trunks of connectors that are no more. True when there is another set of connectors, or one of them is another.</summary>
    public bool Follow(RoutingTable previous, RoutingTable current)
    {
        if (!link.IsOn) return false;
        foreach (var (connector, _) in _trunks)
            if (current.FindConnector(connector) is null) _trunks.TryRemove(connector, out _);
        return previous.Connectors.Count != current.Connectors.Count
            || current.Connectors.Any(route => !ReferenceEquals(previous.FindConnector(route.Id), route));
    }

    /// <summary>Tells whenever the addresses of a far side change by which its calls are known.</summary>
    public async Task Watch(Action changed, CancellationToken cancellation)
    {
        if (!link.IsOn) return;
        try
        {
            await foreach (var status in states.Watch(cancellation))
                if (_trunks.TryGetValue(status.Connector, out var known) && !known.HasAddressesOf(status)) changed();
        }
        catch (OperationCanceledException)
        {
            // The node stops.
        }
    }

    /// <summary>A connector's configuration, as far as calls need it.</summary>
    internal static TrunkConfiguration Configuration(ConnectorRoute route) => new(
        route.Id, route.Site, route.Name, route.Type, route.Host, route.Port, route.Transport, route.Username, route.Password, route.Register, route.Enabled,
        route.NatTransformation, route.Sources, route.Tls, route.Limits, route.PreviousPassword, route.Version)
    {
        Md5Only = route.Md5Only,
    };

    private Trunk Find(SipNode node, ConnectorRoute route) => _trunks.GetOrAdd(route.Id, static _ => new RemoteTrunk()).Trunk(node, link, route);

    /// <summary>One of them. What it was made of last stands in one object, so that nobody sees half of a change.</summary>
    private sealed class RemoteTrunk
    {
        private readonly Lock _making = new();
        private volatile Made? _made;

        public Trunk Trunk(SipNode node, ClusterLink link, ConnectorRoute route)
        {
            var status = route.Trunk.Status;
            var home = status is null ? null : link.Find(status.Node);
            if (home is { IsReachable: false }) home = null;
            if (_made is { } made && ReferenceEquals(made.Route, route) && ReferenceEquals(made.Status, status) && made.Home == home) return made.Trunk;
            lock (_making) return (_made = Make(_made, node, link, route, status, home)).Trunk;
        }

        public bool HasAddressesOf(TrunkStatus status) => _made?.Status is { } known && known.Addresses.SequenceEqual(status.Addresses);

        /// <param name="before">What it was made of last; null the first time.</param>
        /// <param name="node">This node.</param>
        /// <param name="link">The way to others.</param>
        /// <param name="route">The connector.</param>
        /// <param name="status">What its home said last; null for nothing.</param>
        /// <param name="home">Its home; null when that cannot be used.</param>
        private static Made Make(Made? before, SipNode node, ClusterLink link, ConnectorRoute route, TrunkStatus? status, LinkPeer? home)
        {
            var configuration = Configuration(route);
            var trunk = before is not null && TrunkKeeper.IsSameFarSide(before.Trunk.Configuration, configuration) ? before.Trunk : new Trunk(configuration);
            // A new home says nothing of addresses until it has found them: those that the last one knew are still good, but not its sockets.
            var addresses = status?.Addresses ?? [];
            var way = home;
            if (addresses.IsEmpty && before?.Trunk == trunk) (addresses, way) = (before.Addresses, null);
            var targets = addresses
                .Select(address => Target(node, link, trunk, address, status!, way))
                .OfType<TrunkTarget>()
                .ToList();
            var resolved = targets.Select(static target => target.Flow.Remote.ToIPAddress());
            if (trunk.Configuration.Version == configuration.Version) trunk.SetSources(resolved);
            else trunk.Adopt(configuration, resolved);
            trunk.SetTargets(new TrunkTargets([.. targets]));
            trunk.SetServiceRoute(Encoding.UTF8.GetBytes(status?.ServiceRoute ?? ""));
            if (status is not null) trunk.SetStatus(status);
            return new Made(route, status, home, addresses, trunk);
        }

        private static TrunkTarget? Target(SipNode node, ClusterLink link, Trunk trunk, TrunkAddress address, TrunkStatus status, LinkPeer? home)
        {
            if (!IPEndPoint.TryParse(address.Remote, out var endPoint)) return null;
            var remote = TransportAddress.Of(endPoint);
            var transport = home?.Socket(address.Socket)?.Towards(trunk.Peer) is { } socket && socket.Protocol == trunk.Protocol
                ? socket
                : node.TransportTo(trunk.Protocol, remote, trunk.Configuration.Site, trunk.Peer);
            if (transport is null) return null;
            return new TrunkTarget(new Flow(transport, remote), address.Rank, CallReport.Of(link, status, remote))
            {
                State = address.IsDown ? Reachability.Down : Reachability.Up,
            };
        }

        private sealed record Made(ConnectorRoute Route, TrunkStatus? Status, LinkPeer? Home, ImmutableArray<TrunkAddress> Addresses, Trunk Trunk);
    }

    /// <summary>
    /// Tells the home what becomes of calls to one address: each failure, and the first answer after one, for the home judges by calls as
    /// well (<see cref="Health"/>). Answers alone, which are nearly all, cost nothing.
    /// </summary>
    private sealed class CallReport(ClusterLink link, TrunkStatus status, TransportAddress remote)
    {
        private int _hasFailed;

        public static Action<bool> Of(ClusterLink link, TrunkStatus status, in TransportAddress remote) => new CallReport(link, status, remote).Report;

        private void Report(bool isAnswered)
        {
            if (isAnswered && Volatile.Read(ref _hasFailed) == 0) return;
            Volatile.Write(ref _hasFailed, isAnswered ? 0 : 1);
            if (link.Find(status.Node) is { IsReachable: true } home) link.ReportCall(home, status.Connector, remote, isAnswered);
        }
    }
}
