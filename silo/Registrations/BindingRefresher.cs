using System.Collections.Concurrent;
using SystemConnector.Contracts.Registrations;

namespace SystemConnector.Silo.Registrations;

/// <summary>
/// Writes refreshed expiries behind: the last one of each contact every few seconds, so that a phone that registers
/// every minute costs no grain call on the path of its answer and one write now and then.
/// </summary>
internal sealed partial class BindingRefresher(IGrainFactory grains, TimeProvider time, ILogger<BindingRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // A tenth of what was granted may be missing in what the grain knows: a phone that refreshes when nine tenths are over is never
    // forgotten, also when this node dies with refreshes unwritten.
    private const int ToleratedPart = 10;

    private readonly ConcurrentDictionary<(string AddressOfRecord, string Contact), Binding> _pending = new();
    private readonly ConcurrentDictionary<(string AddressOfRecord, string Contact), DateTimeOffset> _written = new();

    /// <summary>Takes a refreshed binding; the last one of a contact counts.</summary>
    public void Refresh(string addressOfRecord, Binding binding) => _pending[(addressOfRecord, binding.Contact)] = binding;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Write(all: false);
        }
        catch (OperationCanceledException)
        {
            await Write(all: true);
        }
    }

    private async Task Write(bool all)
    {
        var now = time.GetUtcNow();
        foreach (var (key, binding) in _pending)
        {
            if (!all && _written.TryGetValue(key, out var written) && binding.Expires - written < (binding.Expires - now) / ToleratedPart) continue;
            if (!_pending.TryRemove(KeyValuePair.Create(key, binding))) continue;
            try
            {
                await grains.GetGrain<IAddressOfRecordGrain>(key.AddressOfRecord).Refresh([binding]);
                _written[key] = binding.Expires;
            }
#pragma warning disable CA1031 // Whatever happened to the grain: this one waits for the next round, the others are written.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _pending.TryAdd(key, binding);
                LogFailed(log, exception, key.AddressOfRecord);
            }
        }
        foreach (var (key, expires) in _written)
            if (expires <= now) _written.TryRemove(KeyValuePair.Create(key, expires));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The refreshed binding of {AddressOfRecord} is not written yet")]
    private static partial void LogFailed(ILogger logger, Exception exception, string addressOfRecord);
}
