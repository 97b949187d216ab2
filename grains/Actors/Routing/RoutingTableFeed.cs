using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Access;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// Keeps this node's routing table: reads everything at start, then follows the change log by long poll of the
/// sequencer. It looks at the log itself every few seconds as well, so a lost sequencer costs seconds, not changes.
/// When the database is away, the table stays as it is and calls go on.
/// </summary>
public sealed partial class RoutingTableFeed : BackgroundService
{
    /// <summary>Entries per round; more are taken in the next one.</summary>
    private const int MaxEntries = 5_000;

    private static readonly TimeSpan _logInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _retryDelay = TimeSpan.FromSeconds(1), _sequencerDelay = TimeSpan.FromMilliseconds(250);

    private readonly IServiceProvider _services;
    private readonly IGrainFactory _grains;
    private readonly RouteReader _reader;
    private readonly RouteLogReader _log;
    private readonly TrunkStates _trunks;
    private readonly RoutingFeedMetrics _metrics;
    private readonly ClusterKeyStore _keys;
    private readonly ApiKeyring _apiKeys;
    private readonly TimeProvider _time;
    private readonly ILogger<RoutingTableFeed> _logger;
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<(SiteId Site, string User)> _registered = [];

    private volatile RoutingTable _current = RoutingTable.Empty;
    private volatile TaskCompletionSource _swapped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ImmutableArray<IRoutingTableListener> _tableListeners = [];
    private ImmutableArray<IBindingListener> _bindingListeners = [];
    private ImmutableArray<IRouteChangeListener> _changeListeners = [];
    private Guid _epoch;
    private long _trunkSequence;
    private long _lookedAtLog;

    internal RoutingTableFeed(
        IServiceProvider services,
        IGrainFactory grains,
        RouteReader reader,
        RouteLogReader log,
        TrunkStates trunks,
        RoutingFeedMetrics metrics,
        ClusterKeyStore keys,
        ApiKeyring apiKeys,
        TimeProvider time,
        ILogger<RoutingTableFeed> logger)
    {
        _services = services;
        _grains = grains;
        _reader = reader;
        _log = log;
        _trunks = trunks;
        _metrics = metrics;
        _keys = keys;
        _apiKeys = apiKeys;
        _time = time;
        _logger = logger;
    }

    /// <summary>The table in force: one volatile read. Empty until <see cref="Loaded"/>.</summary>
    public RoutingTable Current => _current;

    /// <summary>Completes when the first table is there and its listeners were told.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>Waits until the table holds a change, so that whoever made it sees it in force. False when it did not within <paramref name="bound"/>.</summary>
    public async Task<bool> WaitFor(long sequence, TimeSpan bound)
    {
        var until = _time.GetUtcNow() + bound;
        while (true)
        {
            // Taken before the version is looked at, so that no swap between the two is missed.
            var swapped = _swapped.Task;
            if (_current.Version >= sequence) return true;
            var left = until - _time.GetUtcNow();
            if (left <= TimeSpan.Zero) return false;
            await swapped.WaitAsync(left, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Resolved now and not by the constructor: a listener may need the feed.
        _tableListeners = [.. _services.GetServices<IRoutingTableListener>()];
        _bindingListeners = [.. _services.GetServices<IBindingListener>()];
        _changeListeners = [.. _services.GetServices<IRouteChangeListener>()];
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_loaded.Task.IsCompleted) await Follow(stoppingToken);
                else await Load(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a round fails of, the next one is tried: a node whose table stands still is of no use.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogRoundFailed(_current.Version, exception);
                await Task.Delay(_retryDelay, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task Load(CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        // 1. The end of the log first: what changes while the tables are read comes again as a change.
        var sequence = await _log.Head(cancellation);
        // 2. The tables.
        var deltas = await _reader.ReadSites(null, cancellation);
        var previous = _current;
        Swap(RoutingTable.Empty.With(sequence, deltas, await _reader.ReadNodes(cancellation)));
        if (_loaded.Task.IsCompleted) TellChanges(previous, []);
        // 3. The keys that all nodes share, and those of the API: they may have changed while the log was out of reach.
        await _keys.Reload(cancellation);
        await _apiKeys.Reload(cancellation);
        // 4. The bindings; those that a former load knew and this one does not are gone.
        var gone = _registered.ToHashSet();
        await foreach (var (site, user, bindings) in _reader.ReadBindings(_time.GetUtcNow(), cancellation))
        {
            gone.Remove((site, user));
            Announce(site, user, bindings);
        }
        foreach (var (site, user) in gone) Announce(site, user, []);
        _metrics.Loaded(sequence, began);
        _loaded.TrySetResult();
        LogLoaded(sequence, _current.Sites.Length, _current.Connectors.Count);
    }

    private async Task Follow(CancellationToken cancellation)
    {
        var changes = await Poll(cancellation);
        if (changes is not null)
        {
            _metrics.Heard(changes.Sequence);
            TakeTrunks(changes);
            if (changes.SnapshotNeeded) await Load(cancellation);
            else await TakeChanges(changes.Changes, cancellation);
        }
        if (changes is not null && _time.GetElapsedTime(_lookedAtLog) < _logInterval) return;
        await TakeChanges(await _log.After(_current.Version, MaxEntries, cancellation), cancellation);
        _lookedAtLog = _time.GetTimestamp();
        _metrics.LogRead();
    }

    /// <summary>Asks the sequencer; null when it does not answer, after a wait, so that the log is not read in a tight loop.</summary>
    private async Task<RouteChanges?> Poll(CancellationToken cancellation)
    {
        try
        {
            return await _grains.GetGrain<IRouteSequencerGrain>(0)
                .WaitForChanges(_epoch, _current.Version, _trunkSequence, cancellation)
                .WaitAsync(_logInterval, _time, cancellation);
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            LogSequencerLost(exception);
            await Task.Delay(_sequencerDelay, _time, cancellation);
            return null;
        }
    }

    private void TakeTrunks(RouteChanges changes)
    {
        if (changes.Epoch != _epoch)
        {
            // A new sequencer knows no trunk states: each node says again what it said to the former.
            if (_epoch != Guid.Empty) AnnounceTrunks();
            _epoch = changes.Epoch;
        }
        var self = _services.GetRequiredService<IClusterNodes>().Self.Name;
        var active = _services.GetRequiredService<ActiveConnectors>();
        foreach (var status in changes.Trunks)
            if (_trunks.Hear(status, self)) active.EndBefore(status.Connector, status.Epoch);
        _trunkSequence = changes.TrunkSequence;
    }

    /// <summary>Each node says what it said; what dead ones said, which the next homes need to know, one node says for them.</summary>
    private void AnnounceTrunks()
    {
        var nodes = _services.GetRequiredService<IClusterNodes>();
        var announcer = _services.GetRequiredService<TrunkAnnouncer>();
        var (self, all) = (nodes.Self, nodes.All);
        var speaks = all.FirstOrDefault(static n => n.State is NodeState.Active or NodeState.Draining) is { } first && first.Number == self.Number;
        var living = all.Where(static n => n.State != NodeState.Gone).Select(static n => n.Name).ToHashSet();
        foreach (var status in _trunks.All)
            if (status.Node == self.Name || (speaks && !living.Contains(status.Node))) announcer.Announce(status);
    }

    private async Task TakeChanges(ImmutableArray<RouteChange> entries, CancellationToken cancellation)
    {
        // An entry may come twice, from the sequencer and from the log.
        var news = entries.RemoveAll(e => e.Sequence <= _current.Version);
        if (news.IsEmpty) return;
        var began = _time.GetTimestamp();
        if (news[0].Sequence != _current.Version + 1)
        {
            // Sequences have no gaps: the log was trimmed before this node read it.
            await Load(cancellation);
            return;
        }
        var deltas = await _reader.ReadChanges(_current, news, cancellation);
        var named = NamedRows.Of(news);
        foreach (var (site, users) in named.Bindings)
            foreach (var (user, bindings) in await _reader.ReadBindings(site, users, _time.GetUtcNow(), cancellation))
                Announce(site, user, bindings);
        if (named.ClusterKeys) await _keys.Reload(cancellation);
        if (named.ApiKeys) await _apiKeys.Reload(cancellation);
        var previous = _current;
        Swap(previous.With(news[^1].Sequence, deltas, named.Nodes ? await _reader.ReadNodes(cancellation) : null));
        TellChanges(previous, news);
        _metrics.Changed(_current.Version, began);
    }

    private void Swap(RoutingTable next)
    {
        var previous = _current;
        _current = next;
        if (!ReferenceEquals(previous.Connectors, next.Connectors))
            foreach (var connector in previous.Connectors)
                if (next.FindConnector(connector.Id) is null) _trunks.Forget(connector.Id);
        foreach (var listener in _tableListeners) Tell(() => listener.Swapped(previous, next));
        var waiters = _swapped;
        _swapped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        waiters.SetResult();
    }

    private void TellChanges(RoutingTable previous, ImmutableArray<RouteChange> entries)
    {
        foreach (var listener in _changeListeners) Tell(() => listener.Changed(previous, _current, entries));
    }

    private void Announce(SiteId site, string user, ImmutableArray<Contracts.Registrations.Binding> bindings)
    {
        if (bindings.IsEmpty) _registered.Remove((site, user));
        else _registered.Add((site, user));
        foreach (var listener in _bindingListeners) Tell(() => listener.BindingsChanged(site, user, bindings));
    }

    private void Tell(Action tell)
    {
        try
        {
            tell();
        }
#pragma warning disable CA1031 // A listener's bug must not keep the others from hearing of the change.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogListenerFailed(exception);
        }
    }
}
