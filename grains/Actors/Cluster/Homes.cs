using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Which node is the home of each connector: a rendezvous hash with bounded load. Each node has a merit for each connector, which
/// nothing changes; a connector goes to the node of the highest that is not full. Connectors are taken in the order
/// in which they were made, so a new one displaces nobody; a node that joins takes its share and moves nothing else, and what a node
/// that leaves had is spread over the others.
/// </summary>
/// <remarks>Pure and the same on each node: all that counts are the ids of connectors and the numbers of nodes.</remarks>
internal sealed class Homes
{
    private readonly ImmutableArray<ushort> _nodes;
    private readonly ImmutableArray<ConnectorId> _connectors;
    private readonly Dictionary<ConnectorId, ushort> _homes;
    private readonly int[] _loads;
    private readonly int _capacity;

    private Homes(ImmutableArray<ushort> nodes, ImmutableArray<ConnectorId> connectors)
    {
        _nodes = nodes;
        _connectors = connectors;
        _homes = new Dictionary<ConnectorId, ushort>(connectors.Length);
        _loads = new int[nodes.Length];
        _capacity = Capacity(connectors.Length, nodes.Length);
        if (nodes.IsEmpty) return;
        foreach (var connector in connectors)
        {
            var best = Best(connector);
            _loads[best]++;
            _homes[connector] = nodes[best];
        }
    }

    /// <summary>Of no connectors on no nodes.</summary>
    public static Homes None { get; } = new([], []);

    /// <summary>The homes of connectors, in whatever order they are given.</summary>
    public static Homes Of(IEnumerable<ushort> nodes, IEnumerable<ConnectorId> connectors) => None.With(nodes, connectors);

    /// <summary>The homes of other connectors on other nodes; this object when they are the same.</summary>
    public Homes With(IEnumerable<ushort> nodes, IEnumerable<ConnectorId> connectors)
    {
        var numbers = nodes.Order().ToImmutableArray();
        var ids = connectors.ToArray();
        Array.Sort(ids, static (left, right) => left.Value.CompareTo(right.Value));
        return numbers.AsSpan().SequenceEqual(_nodes.AsSpan()) && ids.AsSpan().SequenceEqual(_connectors.AsSpan()) ? this : new Homes(numbers, [.. ids]);
    }

    /// <summary>Each connector with the number of its home.</summary>
    public IReadOnlyDictionary<ConnectorId, ushort> All => _homes;

    /// <summary>The home of a connector; of one that is not known yet, the one that it has once it is. Null when no node may be one.</summary>
    public ushort? Find(ConnectorId connector)
    {
        if (_homes.TryGetValue(connector, out var home)) return home;
        return _nodes.IsEmpty ? null : _nodes[Best(connector)];
    }

    /// <summary>The node of the highest merit for a connector, be it full or away; null of none.</summary>
    public static ushort? Preferred(ConnectorId connector, IEnumerable<ushort> nodes)
    {
        (ushort? Node, ulong Merit) best = default;
        foreach (var node in nodes.Order())
            if (Merit(connector, node) is var merit && (best.Node is null || merit > best.Merit)) best = (node, merit);
        return best.Node;
    }

    /// <summary>
    /// How many connectors a node has at most: 2 percent above the even share, of a number of connectors that is rounded up by a 32nd at
    /// most, so that it seldom changes; each change of it moves a few.
    /// </summary>
    private static int Capacity(int connectors, int nodes)
    {
        if (nodes == 0) return 0;
        var step = Math.Max(8, 1 << Math.Max(0, BitOperations.Log2((uint)connectors + 1) - 5));
        var rounded = (long)(connectors / step + 1) * step;
        return (int)((rounded * 102 + nodes * 100 - 1) / (nodes * 100));
    }

    private int Best(ConnectorId connector)
    {
        var (best, most) = (-1, 0UL);
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (_loads[i] >= _capacity) continue;
            var merit = Merit(connector, _nodes[i]);
            if (best < 0 || merit > most) (best, most) = (i, merit);
        }
        // More places than connectors: there is always one.
        return best;
    }

    private static ulong Merit(ConnectorId connector, ushort node)
    {
        var id = connector.Value;
        var halves = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(in id, 1));
        return Mix(halves[1] ^ Mix(halves[0] ^ Mix(node)));
    }

    // The finalizer of SplitMix64: each bit of the input changes each bit of the output with even odds.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
