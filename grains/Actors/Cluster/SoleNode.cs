using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>A cluster of one: the home of all, and nobody to be cut off from.</summary>
internal sealed class SoleNode(IOptions<NodeOptions> options, TimeProvider time) : IClusterNodes, INodeDraining, IFence, INodeWitness
{
    public ClusterNode Self { get; } = new(1, options.Value.NodeName, "", "", [], NodeState.Active, "", time.GetUtcNow());

    public ImmutableArray<ClusterNode> All => [Self];

    public bool MayOwn => true;

    public bool MayTakeCalls => true;

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public ClusterNode? Find(ushort number) => number == Self.Number ? Self : null;

    public ClusterNode? Find(string name) => name == Self.Name ? Self : null;

    public ClusterNode? HomeOf(ConnectorId connector) => Self;

    public Task<Outcome<ClusterNode>> Set(string node, bool draining) => Task.FromResult(Outcome.Refused<ClusterNode>(node == Self.Name
        ? new Fault(FaultCode.Contradiction, "name", "This node is alone: there is no other to which its calls and trunks could go.")
        : new Fault(FaultCode.NotFound, "name", "There is no node of this name.")));

    public bool IsHeard(ushort node) => false;
}
