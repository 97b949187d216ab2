using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Media;

namespace SystemConnector.Silo.Edge;

/// <summary>Counts what this node holds for calls; <paramref name="relayed"/> is null on a system where media cannot be relayed.</summary>
internal sealed class NodeActivityReader(SipService sip, RoutingTableFeed routing, RelayedCalls? relayed = null) : INodeActivity
{
    /// <inheritdoc/>
    public NodeActivity Now() => new(
        sip.Node.Transactions.Count,
        routing.Current.Connectors.Sum(static connector => connector.Trunk.Load.Channels),
        relayed?.Count ?? 0,
        relayed?.PortsInUse ?? 0);
}
