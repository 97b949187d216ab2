using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>Refuses what nodes of another release would carry out in another way, for as long as an upgrade lasts.</summary>
internal static class MixedReleases
{
    /// <summary>The fault of a change that all nodes must understand alike; null when all that live run the release of this one.</summary>
    public static Fault? FaultOf(IClusterNodes nodes) =>
        nodes.All.FirstOrDefault(node => node.State != NodeState.Gone && node.Version != nodes.Self.Version) is { } other
            ? new Fault(FaultCode.Contradiction, "", $"Node \"{other.Name}\" runs release {other.Version} and this one {nodes.Self.Version}: they may not understand it alike. Finish the upgrade first.")
            : null;
}
