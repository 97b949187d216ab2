using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Cluster;

/// <summary>Says what a node does, from what it says of itself and what the others say of its silo.</summary>
internal static class NodeStates
{
    public static NodeState Of(NodeEntry node, SiloStatus silo) => silo switch
    {
        SiloStatus.Active when node.IsDraining => NodeState.Draining,
        SiloStatus.Active when node.IsReady => NodeState.Active,
        SiloStatus.Created or SiloStatus.Joining or SiloStatus.Active => NodeState.Joining,
        // A silo stops after the node's SIP did.
        _ => NodeState.Gone,
    };
}
