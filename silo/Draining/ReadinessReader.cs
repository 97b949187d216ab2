using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.Draining;

/// <summary>
/// Reads from the parts of this node whether it takes new calls. One that stops drains first, and says that: it still serves, so its moving
/// address must stay.
/// </summary>
internal sealed class ReadinessReader(RoutingTableFeed routing, SipService sip, IClusterNodes nodes, IFence fence, Handover handover, IHostApplicationLifetime lifetime) : INodeReadiness
{
    /// <inheritdoc/>
    public NodeReadiness Now =>
        handover.IsOn || nodes.Self.State == NodeState.Draining ? NodeReadiness.Draining
        : IsStopping ? NodeReadiness.Stopping
        : !routing.Loaded.IsCompletedSuccessfully ? NodeReadiness.NoRoutingTable
        : !sip.IsListening ? NodeReadiness.Starting
        : IsFenced ? NodeReadiness.Fenced
        : NodeReadiness.Ready;

    /// <inheritdoc/>
    public bool IsFenced => !fence.MayOwn;

    /// <inheritdoc/>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;
}
