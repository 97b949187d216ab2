using Orleans.Placement;
using Orleans.Runtime.Placement;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>Puts a grain whose key is the name of a node on that node.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class NodePlacementAttribute() : PlacementAttribute(new NodePlacement());

/// <summary>Names the rule; <see cref="NodePlacementDirector"/> is it.</summary>
internal sealed class NodePlacement : PlacementStrategy;

/// <summary>The node of that name, and no other.</summary>
internal sealed class NodePlacementDirector(IClusterNodes nodes) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var name = target.GrainIdentity.Key.ToString()!;
        if (nodes.Find(name) is not { State: not NodeState.Gone } node) throw new NodeUnreachableException(name);
        var silo = SiloAddress.FromParsableString(node.Silo);
        return context.GetCompatibleSilos(target).Contains(silo) ? Task.FromResult(silo) : throw new NodeUnreachableException(name);
    }
}
