using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Nodes;

/// <summary>The fields of Mutation that are about the cluster.</summary>
internal sealed class ClusterMutations
{
    [Description("Has a node finish what it has: its trunks move to other nodes and new calls are handed to them, so that it can be stopped without a call being lost. It goes on running, and drains until it is told otherwise or started anew.")]
    public static async Task<DrainNodePayload> DrainNode(
        [FromServices] IClusterNodes nodes, [FromServices] INodeDraining draining, [Description("The node.")] DrainNodeInput input)
    {
        if (nodes.Find(input.Node) is { } node && Refused(node, nodes) is { } fault) return new(Outcome.Refused<ClusterNode>(fault));
        return new(await draining.Set(input.Node, draining: true));
    }

    [Description("Takes a drain back: the node takes calls again and gets its share of the trunks.")]
    public static async Task<UndrainNodePayload> UndrainNode([FromServices] INodeDraining draining, [Description("The node.")] UndrainNodeInput input) =>
        new(await draining.Set(input.Node, draining: false));

    [Description("Makes a new key under which nodes seal what they give out: the tokens of calls and the nonces of challenges. Calls go on: what was sealed before is read for 48 hours more.")]
    public static async Task<RotateClusterKeyPayload> RotateClusterKey([FromServices] IClusterKeyRotation keys) => new(await keys.Rotate());

    private static Fault? Refused(ClusterNode node, IClusterNodes nodes)
    {
        if (node.State == NodeState.Gone) return Contradiction($"Node \"{node.Name}\" is gone: there is nothing to drain.");
        return nodes.All.Any(other => other.Number != node.Number && other.State == NodeState.Active)
            ? null
            : Contradiction($"No node but \"{node.Name}\" is active: there is none to which its calls and trunks could go. Start another one first.");
    }

    private static Fault Contradiction(string message) => new(FaultCode.Contradiction, "node", message);
}

[Description("A node to drain.")]
internal sealed class DrainNodeInput
{
    [Description("Its name.")]
    public required string Node { get; init; }
}

[Description("A node whose drain is to be taken back.")]
internal sealed class UndrainNodeInput
{
    [Description("Its name.")]
    public required string Node { get; init; }
}

[Description("What drainNode came to.")]
internal sealed class DrainNodePayload(Outcome<ClusterNode> outcome) : Payload<DrainNodePayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The node as it stands now; null when it was refused.")]
    public ClusterMember? Node => outcome.Value is { } node ? new ClusterMember(node) : null;
}

[Description("What undrainNode came to.")]
internal sealed class UndrainNodePayload(Outcome<ClusterNode> outcome) : Payload<UndrainNodePayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The node as it stands now; null when it was refused.")]
    public ClusterMember? Node => outcome.Value is { } node ? new ClusterMember(node) : null;
}

[Description("What rotateClusterKey came to.")]
internal sealed class RotateClusterKeyPayload(Outcome<ClusterKeyRotated> outcome) : Payload<RotateClusterKeyPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The id of the new key, from 1 to 255; null when it was refused.")]
    public int? Key => outcome.Value?.Key;

    [Description("From when on nodes seal under it, some seconds from now, so that all of them know it by then; null when it was refused.")]
    public DateTimeOffset? SealsFrom => outcome.Value?.SealsFrom;
}
