using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Nodes;

/// <summary>The topic of the cluster's nodes.</summary>
internal sealed class NodeSubscriptions
{
    internal static readonly EventTopic Topic =
        new EventTopic("NODES", "Nodes that join, are ready, drain and go: ClusterNodeStateChange.").With<NodeStateChanged>(static (change, logged) => new ClusterNodeStateChange(change, logged));

    [Description("Each change of a node's state from now on, or from a cursor on.")]
    public static IObservable<ClusterNodeStateChange> NodeStateChanged(
        [FromServices] OperationEvents events, IResolveFieldContext context, [Description(OperationEvents.AfterDescription)] string? after = null) =>
        events.Open<ClusterNodeStateChange>(context, Topic, after, site: null);
}

/// <summary>A change of a node's state as the API tells it.</summary>
[Implements(typeof(IEvent)), Description("A node joined, is ready, drains or is gone.")]
internal sealed class ClusterNodeStateChange(NodeStateChanged change, LoggedEvent logged) : EventNode(logged)
{
    [Description("The node after the change.")]
    public ClusterMember Node => new(change.Node);
}
