using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Cluster;

/// <summary>What draining a node and taking that back will do, said before it is done. Pure.</summary>
internal static class DrainWords
{
    /// <summary>The nodes that can take over from it.</summary>
    public static IReadOnlyList<string> Heirs(ClusterNode node, IReadOnlyList<ClusterNode> all) =>
        [.. all.Where(other => other.Id != node.Id && other is { State: NodeState.Active, IsWrong: false }).Select(static other => other.Name)];

    /// <summary>Of draining it.</summary>
    public static string Drain(ClusterNode node, IReadOnlyList<ClusterNode> all)
    {
        var calls = node.Load is { Channels: > 0 and var channels } ? $"What goes on now ({Counted.Text(channels, "channel")} in use) goes on until it is over." : "No call goes on over its trunks now.";
        var trunks = node.Trunks > 0 ? $"Its {(node.Trunks == 1 ? "trunk moves" : $"{Counted.Text(node.Trunks, "trunk")} move")} to {string.Join(", ", Heirs(node, all))}, and new calls are handed over." : "New calls are handed to the other nodes.";
        return $"{trunks} {calls} When nothing is left, {node.Name} can be stopped without a call being lost. It goes on running, and drains until you take that back or start it anew.";
    }

    /// <summary>Of taking it back.</summary>
    public static string Undrain(ClusterNode node) => $"{node.Name} takes calls again and gets its share of the trunks.";
}
