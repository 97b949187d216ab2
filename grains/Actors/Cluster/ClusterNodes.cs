using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// The nodes as this one knows them: what they say of themselves, from the routing table, together with whether they live, from the
/// membership; and the homes of connectors, which follow from both. One immutable view, swapped whole.
/// </summary>
internal sealed class ClusterNodes(NodeIdentity identity, IClusterMembershipService membership, TimeProvider time)
    : BackgroundService, IClusterNodes, IRoutingTableListener
{
    /// <summary>Changes of connectors that come close together move homes once.</summary>
    private static readonly TimeSpan _gathered = TimeSpan.FromMilliseconds(50);

    // Writers only: they are the membership's and the routing table's threads and a timer.
    private readonly Lock _updating = new();
    private RoutingTable _table = RoutingTable.Empty;
    private ITimer? _later;
    private volatile View? _view;

    public event Action? Changed;

    /// <summary>Homes moved, or connectors came or went; raised as <see cref="Changed"/> is.</summary>
    public event Action? HomesChanged;

    public ClusterNode Self => Current.Self;

    public ImmutableArray<ClusterNode> All => Current.All;

    /// <summary>The homes of all connectors, as of the last change.</summary>
    public Homes Homes => Current.Homes;

    private View Current => _view ?? new View([], identity.Joining, Homes.None);

    public ClusterNode? Find(ushort number) => Current.Find(number);

    public ClusterNode? Find(string name)
    {
        foreach (var node in Current.All)
            if (node.Name == name) return node;
        return null;
    }

    public ClusterNode? HomeOf(ConnectorId connector)
    {
        var view = Current;
        return view.Homes.Find(connector) is { } home ? view.Find(home) : null;
    }

    /// <summary>A node with its state, by the membership as it is now.</summary>
    public ClusterNode Describe(NodeEntry entry) => new(
        entry.Number, entry.Name, entry.Silo, entry.Link, entry.Sockets,
        NodeStates.Of(entry, membership.CurrentSnapshot.GetSiloStatus(entry.Address)), entry.Version, entry.StartedAt);

    public void Swapped(RoutingTable previous, RoutingTable current)
    {
        lock (_updating)
        {
            _table = current;
            if (previous.Nodes != current.Nodes) Update();
            else if (!ReferenceEquals(previous.Connectors, current.Connectors)) _later ??= time.CreateTimer(_ => Later(), null, _gathered, Timeout.InfiniteTimeSpan);
        }
    }

    public override void Dispose()
    {
        lock (_updating) _later?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var _ in membership.MembershipUpdates.WithCancellation(stoppingToken))
            lock (_updating) Update();
    }

    private void Later()
    {
        lock (_updating)
        {
            _later?.Dispose();
            _later = null;
            Update();
        }
    }

    private void Update()
    {
        var before = _view;
        ImmutableArray<ClusterNode> all = [.. _table.Nodes.Select(Describe)];
        var isSame = before is not null && all.SequenceEqual(before.All);
        var self = all.FirstOrDefault(n => n.Number == identity.Number && n.Silo == identity.Joining.Silo) ?? identity.Joining;
        var homes = (before?.Homes ?? Homes.None).With(
            all.Select(static n => n.Number),
            all.Where(static n => n.State == NodeState.Active).Select(static n => n.Number),
            _table.Connectors.Select(static c => c.Id));
        _view = new View(isSame ? before!.All : all, self, homes);
        // Raised under the lock, so that listeners hear of changes one at a time and in their order; they must not wait.
        if (!isSame) Changed?.Invoke();
        if (homes != before?.Homes) HomesChanged?.Invoke();
    }

    private sealed record View(ImmutableArray<ClusterNode> All, ClusterNode Self, Homes Homes)
    {
        public ClusterNode? Find(ushort number)
        {
            foreach (var node in All)
                if (node.Number == number) return node;
            return null;
        }
    }
}
