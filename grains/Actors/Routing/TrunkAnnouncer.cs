using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// Tells the sequencer the trunk states of this node, many at a time, the latest of each trunk. What could not be told, since the
/// sequencer was on a node that died, is told to the next one.
/// </summary>
internal sealed partial class TrunkAnnouncer(IGrainFactory grains, TimeProvider time, ILogger<TrunkAnnouncer> logger) : BackgroundService
{
    private const int Batch = 1000;

    private static readonly TimeSpan _retryDelay = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<ConnectorId, TrunkStatus> _latest = [];
    private TaskCompletionSource _news = NewSignal();

    public void Announce(TrunkStatus status)
    {
        lock (_lock)
        {
            _latest[status.Connector] = status;
            _news.TrySetResult();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _news.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var batch = Take();
            if (batch.IsEmpty || stoppingToken.IsCancellationRequested) continue;
            try
            {
                await grains.GetGrain<IRouteSequencerGrain>(0).AnnounceTrunks(batch);
            }
#pragma warning disable CA1031 // Also that the sequencer cannot begin without its database: whatever it fails of, it is tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotAnnounced(batch.Length, exception);
                Return(batch);
                await Task.Delay(_retryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private ImmutableArray<TrunkStatus> Take()
    {
        lock (_lock)
        {
            ImmutableArray<TrunkStatus> batch = [.. _latest.Values.Take(Batch)];
            foreach (var status in batch) _latest.Remove(status.Connector);
            if (_latest.Count == 0) _news = NewSignal();
            return batch;
        }
    }

    private void Return(ImmutableArray<TrunkStatus> batch)
    {
        lock (_lock)
        {
            foreach (var status in batch) _latest.TryAdd(status.Connector, status);
            _news.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(1, LogLevel.Warning, "The states of {Count} trunks could not be announced to the other nodes; it is tried again.")]
    private partial void LogNotAnnounced(int count, Exception exception);
}
