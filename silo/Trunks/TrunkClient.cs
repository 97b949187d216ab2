using System.Collections.Concurrent;
using SystemConnector.Contracts;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// The trunks of the connectors: those that have their home on this node, which it drives, and those that have it elsewhere
/// (<see cref="RemoteTrunks"/>). What is asked for before the node speaks SIP waits until it does.
/// </summary>
/// <param name="environment">The world around.</param>
/// <param name="remote">The trunks that have their home elsewhere; null for a node alone.</param>
internal sealed class TrunkClient(TrunkEnvironment environment, RemoteTrunks? remote = null) : ITrunkDriver, IRoutingTableListener, IDisposable
{
    /// <summary>How long an unregistering may hold up what comes after it.</summary>
    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<ConnectorId, TrunkConfiguration> _waiting = [];
    private readonly Dictionary<ConnectorId, Task<bool>> _leaving = [];
    private readonly ConcurrentDictionary<ConnectorId, TrunkKeeper> _keepers = [];
    private readonly StartPacer _starts = new(environment.Time, StartPacer.WithNode), _takeOvers = new(environment.Time, StartPacer.TakenOver);
    private readonly ChangeSignal _changes = new(environment.Time);
    private readonly CancellationTokenSource _stopping = new();
    private volatile TrunkAddresses _addresses = TrunkAddresses.Empty;
    private SipNode? _node;
    private bool _isStopped;

    /// <summary>
    /// The trunks, their configurations, targets or sources changed. Many changes at once are told as one, a moment after the first.
    /// </summary>
    public event Action? Changed
    {
        add => _changes.Raised += value;
        remove => _changes.Raised -= value;
    }

    /// <summary>The trunks as they are now.</summary>
    public IEnumerable<Trunk> Trunks => _keepers.Select(static entry => entry.Value.Trunk).Concat(remote?.Except(_keepers.ContainsKey) ?? []);

    /// <summary>Those that are driven here.</summary>
    public IEnumerable<Trunk> Driven => _keepers.Select(static entry => entry.Value.Trunk);

    /// <summary>How many trunks are driven here, or were and have something on its way still.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _keepers.Count + _waiting.Count + _leaving.Count;
        }
    }

    /// <summary>The trunk of a connector; null when it has none.</summary>
    public Trunk? Find(ConnectorId connector) => _keepers.TryGetValue(connector, out var keeper) ? keeper.Trunk : remote?.Find(connector);

    /// <summary>The node speaks SIP now: the trunks may start.</summary>
    public void Start(SipNode node)
    {
        lock (_lock)
        {
            _node = node;
            Changed += () => _addresses = TrunkAddresses.Build(_keepers.Select(static entry => entry.Value));
            foreach (var configuration in _waiting.Values) Begin(configuration);
            _waiting.Clear();
        }
        if (remote is null) return;
        remote.Start(node);
        _changes.Raise();
        _ = remote.Watch(_changes.Raise, _stopping.Token);
    }

    /// <inheritdoc/>
    public void Drive(TrunkConfiguration configuration)
    {
        lock (_lock)
        {
            if (_isStopped) return;
            if (_node is null) _waiting[configuration.Connector] = configuration;
            else if (!_keepers.TryGetValue(configuration.Connector, out var keeper)) Begin(configuration);
            else Continue(keeper, configuration);
        }
    }

    /// <inheritdoc/>
    public Task<bool> Release(ConnectorId connector, bool unregister)
    {
        lock (_lock)
        {
            _waiting.Remove(connector);
            if (_keepers.TryRemove(connector, out var keeper)) return Leave(connector, keeper, unregister);
            return _leaving.GetValueOrDefault(connector) ?? Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public void Swapped(RoutingTable previous, RoutingTable current)
    {
        if (remote?.Follow(previous, current) == true) _changes.Raise();
        var moved = new HashSet<SiteId>();
        foreach (var site in current.Sites)
            if (!(previous.FindSite(site.Id)?.Domains ?? []).SequenceEqual(site.Domains)) moved.Add(site.Id);
        if (moved.Count == 0) return;
        foreach (var (_, keeper) in _keepers)
            if (moved.Contains(keeper.Trunk.Configuration.Site)) keeper.Reroute();
    }

    /// <summary>A stream connection of this node was closed; called on any thread.</summary>
    public void ConnectionClosed(in Flow flow)
    {
        foreach (var keeper in _addresses.At(flow.Remote)) keeper.ConnectionClosed(flow);
    }

    /// <summary>Another node says what became of a call over a trunk that has its home here.</summary>
    public void ReportCall(ConnectorId connector, in TransportAddress remote, bool isAnswered)
    {
        if (!_keepers.TryGetValue(connector, out var keeper)) return;
        foreach (var target in keeper.Trunk.Targets.All)
        {
            if (target.Flow.Remote != remote) continue;
            if (isAnswered) target.ReportCallAnswered();
            else target.ReportCallFailed();
        }
    }

    /// <summary>Releases all trunks and waits, for a short time, until the far sides have taken note.</summary>
    public async Task Stop()
    {
        Task<bool>[] leaving;
        lock (_lock)
        {
            _isStopped = true;
            _stopping.Cancel();
            _waiting.Clear();
            foreach (var (connector, keeper) in _keepers) Leave(connector, keeper, unregister: true);
            _keepers.Clear();
            leaving = [.. _leaving.Values];
        }
        await Task.WhenAll(leaving);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _changes.Dispose();
    }

    private void Begin(TrunkConfiguration configuration)
    {
        var keeper = new TrunkKeeper(environment, _node!, configuration, _changes.Raise);
        // Calls go and are known as before, until the far side's name is resolved here and whoever left has taken its binding back.
        if (remote?.Find(configuration.Connector) is { } former) keeper.Trunk.TakeOver(former);
        _keepers[configuration.Connector] = keeper;
        _changes.Raise();
        var slot = (configuration.IsTakenOver ? _takeOvers : _starts).Next();
        if (!_leaving.TryGetValue(configuration.Connector, out var predecessor)) keeper.Start(slot);
        // Our binding must not be taken back after it was made anew.
        else _ = predecessor.ContinueWith(_ => keeper.Start(slot), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Continue(TrunkKeeper keeper, TrunkConfiguration configuration)
    {
        var current = keeper.Trunk.Configuration;
        if (current.Version == configuration.Version && current.Epoch == configuration.Epoch)
        {
            keeper.ReportAgain();
        }
        else if (TrunkKeeper.IsSameFarSide(current, configuration))
        {
            keeper.Adopt(configuration);
        }
        else
        {
            // The new life takes over a binding that it would make all the same.
            Leave(configuration.Connector, keeper, unregister: !configuration.Register || !TrunkKeeper.HasSameBinding(current, configuration));
            Begin(configuration);
        }
    }

    private Task<bool> Leave(ConnectorId connector, TrunkKeeper keeper, bool unregister)
    {
        _changes.Raise();
        var gone = keeper.Stop(unregister);
        // Over already, with whatever came of it: a node that is fenced leaves its binding at once.
        if (gone.IsCompletedSuccessfully) return gone;
        var left = Bounded(keeper, gone);
        _leaving[connector] = left;
        _ = left.ContinueWith(task => Forget(connector, task), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return left;
    }

    /// <summary>A far side that does not answer forgets us when the binding expires; it is not asked any longer, for a next home may be.</summary>
    private async Task<bool> Bounded(TrunkKeeper keeper, Task<bool> gone)
    {
        await ((Task)gone).WaitAsync(LeaveTimeout, environment.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (gone.IsCompletedSuccessfully) return gone.Result;
        keeper.Abandon();
        return false;
    }

    private void Forget(ConnectorId connector, Task left)
    {
        lock (_lock)
        {
            if (_leaving.TryGetValue(connector, out var last) && last == left) _leaving.Remove(connector);
        }
    }
}
