using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>Answers for this node from memory: what it does not know itself it has from services of the node.</summary>
[NodePlacement]
internal sealed class NodeGrain(IClusterNodes nodes, INodeActivity activity, INodeReadiness readiness) : Grain, INodeGrain
{
    public Task<NodeActivity> Activity() => Task.FromResult(activity.Now() with { IsFenced = readiness.IsFenced, IsStopping = readiness.IsStopping });

    public Task<NodeReadiness> Readiness() => Task.FromResult(readiness.Now);

    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        nodes.Self.Name == this.GetPrimaryKeyString() ? Task.CompletedTask : throw new NodeUnreachableException(this.GetPrimaryKeyString());
}

/// <summary>Stands in where there is no SIP edge: nothing is held, and nobody calls.</summary>
internal sealed class NoNodeActivity : INodeActivity, INodeReadiness
{
    NodeReadiness INodeReadiness.Now => NodeReadiness.Starting;

    public bool IsFenced => false;

    public bool IsStopping => false;

    public NodeActivity Now() => new(0, 0, 0, 0);
}
