using System.Globalization;

namespace SystemConnector.WebConsole.Cluster;

/// <summary>What draining a node and taking that back will do, said before it is done. Pure.</summary>
internal static class DrainWords
{
    /// <summary>Of draining it.</summary>
    public static string Drain(ClusterNode node, IReadOnlyList<ClusterNode> all)
    {
        var others = all.Where(other => other.Id != node.Id && other is { State: NodeState.Active, IsWrong: false }).Select(static other => other.Name).ToList();
        var calls = node.Load is { Channels: > 0 and var channels } ? $"What goes on now ({Count(channels, "channel")} in use) goes on until it is over." : "No call goes on over its trunks now.";
        return others.Count == 0
            ? $"No other node can take over from {node.Name}. New calls are refused with 503 while it drains{(node.Trunks > 0 ? $", and {Their(node.Trunks)} stay down" : "")}. {calls} It goes on running, and drains until you take that back or start it anew."
            : $"{(node.Trunks > 0 ? $"{Their(node.Trunks)} move to {string.Join(", ", others)}, and n" : "N")}ew calls are handed over. {calls} When nothing is left, {node.Name} can be stopped without a call being lost. It goes on running, and drains until you take that back or start it anew.";
    }

    /// <summary>Of taking it back.</summary>
    public static string Undrain(ClusterNode node) => $"{node.Name} takes calls again and gets its share of the trunks.";

    private static string Their(int trunks) => trunks == 1 ? "its trunk" : string.Create(CultureInfo.InvariantCulture, $"its {trunks:N0} trunks");

    private static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");
}
