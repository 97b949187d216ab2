using Orleans.Placement;
using Orleans.Runtime.Placement;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>Puts a connector's grain on its home.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class HomePlacementAttribute() : PlacementAttribute(new HomePlacement());

/// <summary>Names the rule; <see cref="HomePlacementDirector"/> is it.</summary>
internal sealed class HomePlacement : PlacementStrategy;

/// <summary>
/// The home as this node knows it, or this node where there is none: as nodes start, or while all of them drain. Whoever is asked before
/// the others know of a change may be wrong for a moment; the keeper mends that.
/// </summary>
internal sealed class HomePlacementDirector(IClusterNodes nodes) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var compatible = context.GetCompatibleSilos(target);
        var home = nodes.HomeOf(new ConnectorId(target.GrainIdentity.GetGuidKey())) is { } node ? SiloAddress.FromParsableString(node.Silo) : context.LocalSilo;
        return Task.FromResult(compatible.Contains(home) ? home : compatible.Contains(context.LocalSilo) ? context.LocalSilo : compatible[0]);
    }
}
