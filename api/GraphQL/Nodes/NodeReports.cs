using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Nodes;

/// <summary>What a node says of itself now; of one that does not answer, why.</summary>
internal sealed record NodeReport(NodeActivity? Activity, NodeReadiness? Readiness, string? Unreachable)
{
    public bool? IsFenced => Activity is null ? null : Activity.IsFenced || Readiness == NodeReadiness.Fenced;

    public bool IsStopping => Activity is { IsStopping: true } || Readiness == NodeReadiness.Stopping;
}

/// <summary>Asks nodes: this one directly, so that it answers for itself when it is cut off; others through their grain, for a short time.</summary>
internal sealed class NodeReports(IGrainFactory grains, IClusterNodes nodes, INodeActivity activity, INodeReadiness readiness, TimeProvider time)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    public async Task<NodeReport> Of(ClusterNode node)
    {
        if (node.Number == nodes.Self.Number) return new NodeReport(activity.Now() with { IsFenced = readiness.IsFenced, IsStopping = readiness.IsStopping }, readiness.Now, null);
        if (node.State == NodeState.Gone) return Silent("It is gone.");
        var grain = grains.GetGrain<INodeGrain>(node.Name);
        try
        {
            var (does, takes) = (grain.Activity(), grain.Readiness());
            await Task.WhenAll(does, takes).WaitAsync(Bound, time);
            return new NodeReport(await does, await takes, null);
        }
        catch (TimeoutException)
        {
            return Silent($"It did not answer within {Bound.TotalSeconds} s; it may be cut off from the node that you asked.");
        }
        catch (Exception exception) when (exception is OrleansException or NodeUnreachableException)
        {
            return Silent("It cannot be reached by the node that you asked, and may just be dying; ask again.");
        }
    }

    private static NodeReport Silent(string why) => new(null, null, why);
}
