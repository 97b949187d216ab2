using System.Collections.Immutable;

namespace SystemConnector.Contracts.Hosting;

/// <summary>The nodes of the cluster as this one knows them, from memory; may be asked on any thread.</summary>
public interface IClusterNodes
{
    /// <summary>This node.</summary>
    ClusterNode Self { get; }

    /// <summary>Every node that was ever seen and not removed, this one included.</summary>
    ImmutableArray<ClusterNode> All { get; }

    /// <summary>The node of that number; null when there is none.</summary>
    ClusterNode? Find(ushort number);

    /// <summary>The node of that name; null when there is none.</summary>
    ClusterNode? Find(string name);

    /// <summary>The node on which a connector has or should have its home; null when no node may be one.</summary>
    ClusterNode? HomeOf(ConnectorId connector);

    /// <summary>Nodes or their states changed; raised on any thread, one at a time.</summary>
    event Action? Changed;

    /// <summary>True on the one node that does for all what needs to be done once.</summary>
    bool IsSelfFirst() => All.FirstOrDefault(static node => node.State == NodeState.Active)?.Number == Self.Number;

    /// <summary>True when another node takes calls and may be the home of connectors.</summary>
    bool HasOthers() => All.Any(node => node.Number != Self.Number && node.State == NodeState.Active);
}
