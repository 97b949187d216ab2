using System.Collections.Concurrent;
using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>The nodes of a cluster as a test says they are, and the view of each of them.</summary>
internal sealed class TestNodes
{
    private readonly ConcurrentDictionary<ushort, ClusterNode> _nodes = [];
    private readonly ConcurrentBag<View> _views = [];

    /// <summary>What one node sees.</summary>
    public IClusterNodes ViewOf(ushort number)
    {
        var view = new View(this, number);
        _views.Add(view);
        return view;
    }

    /// <summary>Adds a node or changes it, and tells all.</summary>
    public void Set(ClusterNode node)
    {
        _nodes[node.Number] = node;
        foreach (var view in _views) view.Tell();
    }

    public NodeState StateOf(ushort number) => _nodes[number].State;

    /// <summary>Names this life of a node.</summary>
    public string SiloOf(ushort number) => _nodes[number].Silo;

    /// <summary>Changes what a node does.</summary>
    public void Set(ushort number, NodeState state) => Set(_nodes[number] with { State = state });

    private sealed class View(TestNodes all, ushort number) : IClusterNodes
    {
        public event Action? Changed;

        public ClusterNode Self => all._nodes[number];

        public ImmutableArray<ClusterNode> All => [.. all._nodes.Values];

        public ClusterNode? Find(ushort other) => all._nodes.GetValueOrDefault(other);

        public ClusterNode? Find(string name) => all._nodes.Values.FirstOrDefault(node => node.Name == name);

        public ClusterNode? HomeOf(ConnectorId connector) => null;

        public void Tell() => Changed?.Invoke();
    }
}
