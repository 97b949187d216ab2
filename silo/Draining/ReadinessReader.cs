using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.Draining;

/// <summary>Reads from the parts of this node whether it takes new calls.</summary>
internal sealed class ReadinessReader(RoutingTableFeed routing, SipService sip, IClusterNodes nodes, IFence fence, Handover handover, IHostApplicationLifetime lifetime) : INodeReadiness
{
    /// <inheritdoc/>
    public NodeReadiness Now =>
        lifetime.ApplicationStopping.IsCancellationRequested ? NodeReadiness.Stopping
        : handover.IsOn || nodes.Self.State == NodeState.Draining ? NodeReadiness.Draining
        : !routing.Loaded.IsCompletedSuccessfully ? NodeReadiness.NoRoutingTable
        : !sip.IsListening ? NodeReadiness.Starting
        : !fence.MayOwn ? NodeReadiness.Fenced
        : NodeReadiness.Ready;
}
