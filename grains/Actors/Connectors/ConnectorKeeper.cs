using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Connectors;

/// <summary>
/// Makes every connector active that has its home here, since a trunk must be driven although nobody asks for it, and has those move
/// that are active here and have their home elsewhere. Looks when homes change, and each second whether something came out otherwise.
/// </summary>
internal sealed partial class ConnectorKeeper(
    RoutingTableFeed feed, ClusterNodes nodes, IGrainFactory grains, ActiveConnectors active, TimeProvider time, ILogger<ConnectorKeeper> logger)
    : BackgroundService
{
    /// <summary>Activations under way at once: what waits for the database at the same time is read together.</summary>
    private const int MaxConcurrency = 1024;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1), _firstRetry = TimeSpan.FromMilliseconds(100);

    private volatile TaskCompletionSource _homesChanged = NewSignal();
    private Homes? _settledHomes;
    private long _settledChanges;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        nodes.HomesChanged += Wake;
        await feed.Loaded.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var retry = _firstRetry;
        while (!stoppingToken.IsCancellationRequested)
        {
            // Taken before homes are looked at, so that no change between the two is missed.
            var changed = _homesChanged.Task;
            var hadWork = await Keep(stoppingToken);
            retry = hadWork && retry < _interval ? retry * 2 : hadWork ? _interval : _firstRetry;
            await changed.WaitAsync(hadWork ? retry : _interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        nodes.HomesChanged -= Wake;
    }

    /// <summary>True when something was not where it belongs: it is looked at again soon.</summary>
    private async Task<bool> Keep(CancellationToken stopping)
    {
        var (homes, self, changes) = (nodes.Homes, nodes.Self.Number, active.Changes);
        if (homes == _settledHomes && changes == _settledChanges) return false;
        var moving = active.All.Where(a => homes.All.TryGetValue(a.Key, out var home) && home != self).ToList();
        foreach (var (_, activation) in moving) activation.Context.Migrate(null, CancellationToken.None);
        var absent = homes.All.Where(h => h.Value == self && !active.Contains(h.Key)).Select(static h => h.Key).ToList();
        var failures = new ConcurrentQueue<Exception>();
        await Parallel.ForEachAsync(absent,
            new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = stopping },
            async (connector, _) => await Ensure(connector, failures)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (failures.TryPeek(out var first)) LogNotActive(failures.Count, first);
        if (moving.Count > 0 || absent.Count > 0) return true;
        (_settledHomes, _settledChanges) = (homes, changes);
        return false;
    }

    private async Task Ensure(ConnectorId connector, ConcurrentQueue<Exception> failures)
    {
        try
        {
            await grains.GetGrain<IConnectorGrain>(connector.Value).Ensure();
        }
#pragma warning disable CA1031 // One connector that cannot start must not keep the others from it; the next look tries again.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failures.Enqueue(exception);
        }
    }

    private void Wake()
    {
        var waiting = _homesChanged;
        _homesChanged = NewSignal();
        waiting.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "{Count} connectors could not be made active; they are tried again. The first failed of:")]
    private partial void LogNotActive(int count, Exception exception);
}
