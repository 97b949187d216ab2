using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>Says in a sentence why a node is the home of a connector.</summary>
internal static class HomeReason
{
    /// <summary>The reason.</summary>
    /// <param name="home">The node that has it.</param>
    /// <param name="preferred">The one of the highest weight for it, of all that are known.</param>
    /// <param name="next">The one that should have it now; null when none may.</param>
    public static string Of(ClusterNode home, ClusterNode preferred, ClusterNode? next)
    {
        var why = Why(home, preferred);
        return next is null || next.Number == home.Number ? why : $"{why} It is about to move to node {next.Name}.";
    }

    private static string Why(ClusterNode home, ClusterNode preferred) => preferred.State switch
    {
        _ when preferred.Number == home.Number => "This node has the highest rendezvous weight for it.",
        NodeState.Active => $"Moved because the preferred node {preferred.Name} is full: no node has much more than its even share.",
        NodeState.Draining => $"The preferred node {preferred.Name} is draining.",
        NodeState.Joining => $"The preferred node {preferred.Name} does not speak SIP yet.",
        _ => $"The preferred node {preferred.Name} is gone.",
    };
}
