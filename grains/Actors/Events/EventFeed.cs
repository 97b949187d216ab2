using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Grains.Events;

/// <summary>Has this node's log of events follow the sequencer, by long poll.</summary>
internal sealed partial class EventFeed(
    IGrainFactory grains, EventLog log, EventPublisher publisher, EventMetrics metrics, TimeProvider time, ILogger<EventFeed> logger) : BackgroundService
{
    private static readonly TimeSpan _retryDelay = TimeSpan.FromMilliseconds(250), _bound = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.Watch(log, publisher);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var now = log.Now;
                var page = await grains.GetGrain<IEventSequencerGrain>(0).WaitForEvents(now.Epoch, now.Sequence, stoppingToken).WaitAsync(_bound, time, stoppingToken);
                // Before the first event of another epoch is taken, while the end of the log is that of the last one.
                if (page.Epoch != now.Epoch) publisher.Turn(page.Epoch);
                log.Append(page);
                publisher.Heard(page);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a round fails of, the next one is tried: subscribers of a node that stands still hear nothing.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogSequencerLost(exception);
                await Task.Delay(_retryDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The event sequencer does not answer; subscribers hear what happened once there is another.")]
    private partial void LogSequencerLost(Exception exception);
}
