using System.Collections.Concurrent;
using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>
/// A cluster: node-1, which answers; node-2, which is asked through its grain; node-3, which is gone; one that stops; and what tests add. What drains is
/// another node of each test, for tests run side by side.
/// </summary>
public sealed class FakeCluster : IClusterNodes, INodeDraining, IConnectorHomes, IClusterKeyRotation, INodeReadiness
{
    /// <summary>A node that drains since it was told to stop, and is fenced.</summary>
    public const string Stopping = "stopping";

    /// <summary>A node whose grain fails as that of a node that is dying.</summary>
    public const string Dying = "dying";

    private readonly ConcurrentDictionary<ushort, ClusterNode> _nodes = new();

    public FakeCluster()
    {
        Add(1, "node-1", NodeState.Active, new NodeSocket("udp", "127.0.0.1:5060", ""), new NodeSocket("tls", "0.0.0.0:5061", "sip.example"));
        Add(2, "node-2", NodeState.Active);
        Add(3, "node-3", NodeState.Gone);
        Add(4, Dying, NodeState.Active);
        Add(5, Stopping, NodeState.Draining);
    }

    public ConcurrentDictionary<ConnectorId, ConnectorHome> Homes { get; } = new();

    /// <summary>Why no drain is begun or ended; null when it is.</summary>
    public Fault? Refusal { get; set; }

    /// <summary>Why no key can be made; null when it can.</summary>
    public Fault? NoKey { get; set; }

    public ClusterNode Self => _nodes[1];

    public ImmutableArray<ClusterNode> All => [.. _nodes.Values];

    public NodeReadiness Now => NodeReadiness.Ready;

    public bool IsFenced => false;

    public bool IsStopping => false;

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public void Add(ushort number, string name, NodeState state, params ImmutableArray<NodeSocket> sockets) =>
        _nodes[number] = new ClusterNode(number, name, $"silo-{number}", "", sockets, state, "1.2.3", DateTimeOffset.UnixEpoch);

    public ClusterNode? Find(ushort number) => _nodes.GetValueOrDefault(number);

    public ClusterNode? Find(string name) => _nodes.Values.FirstOrDefault(node => node.Name == name);

    public ClusterNode? HomeOf(ConnectorId connector) => null;

    public ConnectorHome? Of(ConnectorId connector) => Homes.GetValueOrDefault(connector);

    public Task<Outcome<ClusterNode>> Request(string node, bool draining) => Refusal is { } fault ? Task.FromResult(Outcome.Refused<ClusterNode>(fault)) : Set(node, draining);

    public Task<Outcome<ClusterNode>> Set(string node, bool draining) => Task.FromResult(Find(node) is { } found
        ? Outcome.Of(_nodes[found.Number] = found with { State = draining ? NodeState.Draining : NodeState.Active })
        : Outcome.Refused<ClusterNode>(new Fault(FaultCode.NotFound, "node", $"There is no node \"{node}\".")));

    public Task<Outcome<ClusterKeyRotated>> Rotate(int? expectedKey) => Task.FromResult((NoKey ?? (expectedKey is null or 6 ? null : new Fault(FaultCode.StaleVersion, "expectedKey", "The last key is 6 by now."))) is { } fault
        ? Outcome.Refused<ClusterKeyRotated>(fault)
        : Outcome.Of(new ClusterKeyRotated(7, DateTimeOffset.UnixEpoch.AddSeconds(5))));
}

/// <summary>Speaks for the other nodes: node-2 is fenced, another one cannot be reached.</summary>
public sealed class FakeNodeGrain : Grain, INodeGrain
{
    public Task<NodeActivity> Activity() => this.GetPrimaryKeyString() == FakeCluster.Dying
        ? throw new Orleans.Runtime.SiloUnavailableException()
        : Task.FromResult(new NodeActivity(Transactions: 40, Channels: 30, RelaySessions: 20, RelayPorts: 80, IsFenced: true, IsStopping));

    public Task<NodeReadiness> Readiness() => Task.FromResult(IsStopping ? NodeReadiness.Draining : NodeReadiness.Fenced);

    private bool IsStopping => this.GetPrimaryKeyString() == FakeCluster.Stopping;
}
