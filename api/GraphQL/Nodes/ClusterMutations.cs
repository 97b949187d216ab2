using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Nodes;

/// <summary>The fields of Mutation that are about the cluster.</summary>
internal sealed class ClusterMutations
{
    /// <summary>What the contracts call the node of a change.</summary>
    private const string NodeField = "node";

    /// <summary>What the inputs call it.</summary>
    internal static FieldNames Names { get; } = new((NodeField, "nodeId"));

    [Needs(Role.Operator, EverySite = true), Description("Has a node finish what it has: its trunks move to other nodes and new calls are handed to them, so that it can be stopped without a call being lost. It goes on running, and drains until it is told otherwise or started anew.")]
    public static async Task<DrainNodePayload> DrainNode(
        [FromServices] IClusterNodes nodes, [FromServices] INodeDraining draining, [Description("The node.")] DrainNodeInput input) =>
        new(Find(nodes, input.NodeId) is { } node ? await draining.Request(node.Name, draining: true) : NotFound());

    [Needs(Role.Operator, EverySite = true), Description("Takes a drain back: the node takes calls again and gets its share of the trunks.")]
    public static async Task<UndrainNodePayload> UndrainNode(
        [FromServices] IClusterNodes nodes, [FromServices] INodeDraining draining, [FromServices] NodeReports reports, [Description("The node.")] UndrainNodeInput input)
    {
        if (Find(nodes, input.NodeId) is not { } node) return new(NotFound());
        // It drains in order to stop, and takes no call again whatever its row says: its share of the trunks would go to it and back.
        if ((await reports.Of(node)).IsStopping)
            return new(Outcome.Refused<ClusterNode>(new Fault(FaultCode.Contradiction, NodeField, $"Node \"{node.Name}\" is stopping: start it anew.")));
        return new(await draining.Request(node.Name, draining: false));
    }

    [Needs(Role.Admin, EverySite = true), Description("Makes a new key under which nodes seal what they give out: the tokens of calls and the nonces of challenges. Calls go on: what was sealed before is read for 48 hours more.")]
    public static async Task<RotateClusterKeyPayload> RotateClusterKey(
        [FromServices] IClusterKeyRotation keys, [Description("The key that is followed.")] RotateClusterKeyInput input) => new(await keys.Rotate(input.ExpectedKey));

    private static ClusterNode? Find(IClusterNodes nodes, string id) => GlobalId.ClusterNode(id) is { } number ? nodes.Find(number) : null;

    private static Outcome<ClusterNode> NotFound() => Refusal.NotFound<ClusterNode>(NodeField, "node");
}

[Description("A node to drain.")]
internal sealed class DrainNodeInput
{
    [Id, Description("Its id.")]
    public required string NodeId { get; init; }
}

[Description("A node whose drain is to be taken back.")]
internal sealed class UndrainNodeInput
{
    [Id, Description("Its id.")]
    public required string NodeId { get; init; }
}

[Description("A new cluster key.")]
internal sealed class RotateClusterKeyInput
{
    [Description("The id of the last key that you know of; when there is a later one, nothing is changed. So one that is sent again makes no second key.")]
    public int? ExpectedKey { get; init; }
}

[Description("What drainNode came to.")]
internal sealed class DrainNodePayload(Outcome<ClusterNode> outcome) : Payload<DrainNodePayload>(outcome.Faults, outcome.Warnings, ClusterMutations.Names)
{
    [Description("The node as it stands now; null when it was refused.")]
    public ClusterMember? Node => outcome.Value is { } node ? new ClusterMember(node) : null;
}

[Description("What undrainNode came to.")]
internal sealed class UndrainNodePayload(Outcome<ClusterNode> outcome) : Payload<UndrainNodePayload>(outcome.Faults, outcome.Warnings, ClusterMutations.Names)
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
