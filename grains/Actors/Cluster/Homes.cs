using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Which node is the home of each connector: a rendezvous hash with bounded load. Each node has a merit for each connector, which
/// nothing changes; a connector goes to the node of the highest that is not full. Connectors are taken in the order in which they were
/// made, so a new one displaces nobody. That is done twice: over all nodes that the cluster knows, so that it does not depend on who is
/// there just now; and for the connectors of those that are away, over the others. So a node that dies or drains moves its own connectors
/// alone, and has the very same again when it is back; a new one takes its share.
/// </summary>
/// <remarks>Pure and the same on each node: all that counts are the ids of connectors and the numbers of nodes.</remarks>
internal sealed class Homes
{
    private readonly ImmutableArray<ushort> _known, _present;
    private readonly ImmutableArray<ConnectorId> _connectors;
    private readonly Dictionary<ConnectorId, ushort> _homes;
    private readonly Dictionary<ushort, int> _firstLoads, _loads;
    private readonly int _firstCapacity, _capacity;

    private Homes(ImmutableArray<ushort> known, ImmutableArray<ushort> present, ImmutableArray<ConnectorId> connectors)
    {
        (_known, _present, _connectors) = (known, present, connectors);
        _homes = new Dictionary<ConnectorId, ushort>(connectors.Length);
        _firstLoads = known.ToDictionary(static n => n, static _ => 0);
        _firstCapacity = Capacity(connectors.Length, known.Length);
        _loads = [];
        _capacity = Capacity(connectors.Length, present.Length);
        if (present.IsEmpty) return;

        // 1. Over all nodes.
        foreach (var connector in connectors)
        {
            var home = Best(connector, _known, _firstLoads, _firstCapacity);
            _firstLoads[home]++;
            _homes[connector] = home;
        }
        // 2. What would be on those that are away, over the others, which keep what they have.
        foreach (var node in present) _loads[node] = _firstLoads[node];
        foreach (var connector in connectors)
        {
            if (_loads.ContainsKey(_homes[connector])) continue;
            var home = Best(connector, _present, _loads, _capacity);
            _loads[home]++;
            _homes[connector] = home;
        }
    }

    /// <summary>Of no connectors on no nodes.</summary>
    public static Homes None { get; } = new([], [], []);

    /// <summary>The homes of connectors, in whatever order they are given.</summary>
    /// <param name="known">Every node of the cluster.</param>
    /// <param name="present">Those of them that may be homes now.</param>
    /// <param name="connectors">The connectors.</param>
    public static Homes Of(IEnumerable<ushort> known, IEnumerable<ushort> present, IEnumerable<ConnectorId> connectors) => None.With(known, present, connectors);

    /// <summary>The homes of other connectors on other nodes; this object when they are the same.</summary>
    public Homes With(IEnumerable<ushort> known, IEnumerable<ushort> present, IEnumerable<ConnectorId> connectors)
    {
        ImmutableArray<ushort> all = [.. known.Order()], some = [.. present.Order()];
        var ids = connectors.ToArray();
        Array.Sort(ids, static (left, right) => left.Value.CompareTo(right.Value));
        var isSame = all.AsSpan().SequenceEqual(_known.AsSpan()) && some.AsSpan().SequenceEqual(_present.AsSpan()) && ids.AsSpan().SequenceEqual(_connectors.AsSpan());
        return isSame ? this : new Homes(all, some, [.. ids]);
    }

    /// <summary>Each connector with the number of its home.</summary>
    public IReadOnlyDictionary<ConnectorId, ushort> All => _homes;

    /// <summary>The home of a connector; of one that is not known yet, the one that it has once it is. Null when no node may be one.</summary>
    public ushort? Find(ConnectorId connector)
    {
        if (_homes.TryGetValue(connector, out var home)) return home;
        if (_present.IsEmpty) return null;
        var first = Best(connector, _known, _firstLoads, _firstCapacity);
        return _loads.ContainsKey(first) ? first : Best(connector, _present, _loads, _capacity);
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

    // More places than connectors: there is always one that is not full.
    private static ushort Best(ConnectorId connector, ImmutableArray<ushort> nodes, Dictionary<ushort, int> loads, int capacity)
    {
        (ushort Node, ulong Merit) best = default;
        foreach (var node in nodes)
            if (loads[node] < capacity && Merit(connector, node) is var merit && (best.Node == 0 || merit > best.Merit)) best = (node, merit);
        return best.Node;
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
