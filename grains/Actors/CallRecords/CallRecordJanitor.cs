using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Hosting;

namespace SystemConnector.Grains.CallRecords;

/// <summary>
/// Closes the records of calls whose end nobody saw, and deletes those that are too old or too many. One node does it for all, in small
/// steps with pauses between, so that it is never in the way of other writers for long.
/// </summary>
internal sealed class CallRecordJanitor(
    IClusterNodes nodes, CallRecordStore store, IEventPublisher events, ICallEventDemand listeners, IOptions<CallOptions> options, TimeProvider time, ILogger<CallRecordJanitor> logger)
    : RepeatedService(TimeSpan.FromMinutes(1), time, logger)
{
    private static readonly TimeSpan _countInterval = TimeSpan.FromHours(1), _pause = TimeSpan.FromMilliseconds(50);

    // A refresh or an end may be on its way to the database.
    private static readonly TimeSpan _grace = TimeSpan.FromMinutes(1);

    private long? _countedAt;

    protected override Task Round(CancellationToken stopping) => options.Value.Records && nodes.IsSelfFirst() ? Sweep(stopping) : Task.CompletedTask;

    /// <summary>Closes and deletes what is due.</summary>
    internal async Task Sweep(CancellationToken cancellation)
    {
        var now = Time.GetUtcNow();
        await Repeat(async () =>
        {
            var closed = await store.CloseUnseen(now - _grace);
            if (listeners.IsThere)
                foreach (var (key, site, endedAt) in closed) events.Publish(new CallEnded(site, endedAt, key, CallOutcome.Answered, null, CallEnd.NotSeen));
            return closed.Length;
        }, cancellation);
        if (options.Value is { RetentionDays: > 0 and var days }) await Repeat(() => store.DeleteBefore(now.AddDays(-days)), cancellation);
        if (options.Value is { MaxRecords: > 0 and var most } && IsTimeToCount() && await store.FirstBeyond(most) is { } last)
            await Repeat(() => store.DeleteUpTo(last), cancellation);
    }

    /// <summary>Counting walks an index of all records: now and then is enough, also when it failed.</summary>
    private bool IsTimeToCount()
    {
        if (_countedAt is { } at && Time.GetElapsedTime(at) < _countInterval) return false;
        _countedAt = Time.GetTimestamp();
        return true;
    }

    private async Task Repeat(Func<Task<int>> step, CancellationToken cancellation)
    {
        while (await step() == CallRecordStore.RowsAtOnce) await Task.Delay(_pause, Time, cancellation);
    }
}
