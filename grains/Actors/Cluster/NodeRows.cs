using System.Collections.Immutable;
using System.Text.Json;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Cluster;

/// <summary>Makes entries of nodes' rows, and finds a node's number.</summary>
internal static class NodeRows
{
    public const int MaxNumber = ushort.MaxValue;

    public static NodeEntry Entry(NodeRow row) => new(
        (ushort)row.Number, row.Name, row.Silo, row.Link, Sockets(row), row.Ready, row.Draining, row.Version,
        DateTimeOffset.FromUnixTimeMilliseconds(row.StartedAt));

    public static string Json(ImmutableArray<NodeSocket> sockets) => JsonSerializer.Serialize(sockets);

    /// <summary>The smallest number from 1 that is not taken.</summary>
    public static int FreeNumber(IEnumerable<int> taken)
    {
        var numbers = taken.ToHashSet();
        var free = Enumerable.Range(1, MaxNumber).FirstOrDefault(n => !numbers.Contains(n));
        return free > 0 ? free : throw new InvalidOperationException($"A cluster has {MaxNumber} nodes at most.");
    }

    private static ImmutableArray<NodeSocket> Sockets(NodeRow row) => JsonSerializer.Deserialize<ImmutableArray<NodeSocket>>(row.Sockets);
}
