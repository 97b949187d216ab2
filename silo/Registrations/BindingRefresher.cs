using System.Collections.Concurrent;
using SystemConnector.Contracts.Registrations;

namespace SystemConnector.Silo.Registrations;

/// <summary>
/// Writes refreshed expiries behind: the last one of each address of record every few seconds, so that a phone that registers
/// every minute costs no grain call on the path of its answer and one write now and then.
/// </summary>
internal sealed partial class BindingRefresher(IGrainFactory grains, TimeProvider time, ILogger<BindingRefresher> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // What the grain knows may be this much older than what the phone was granted; less than the shortest grant.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Binding> _pending = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _written = new(StringComparer.Ordinal);

    /// <summary>Takes a refreshed binding; the last one counts.</summary>
    public void Refresh(string addressOfRecord, Binding binding) => _pending[addressOfRecord] = binding;

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
        foreach (var (addressOfRecord, binding) in _pending)
        {
            if (!all && _written.TryGetValue(addressOfRecord, out var written) && binding.Expires - written < Tolerance) continue;
            if (!_pending.TryRemove(KeyValuePair.Create(addressOfRecord, binding))) continue;
            try
            {
                await grains.GetGrain<IAddressOfRecordGrain>(addressOfRecord).Refresh([binding]);
                _written[addressOfRecord] = binding.Expires;
            }
#pragma warning disable CA1031 // Whatever happened to the grain: this one waits for the next round, the others are written.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _pending.TryAdd(addressOfRecord, binding);
                LogFailed(log, exception, addressOfRecord);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The refreshed binding of {AddressOfRecord} is not written yet")]
    private static partial void LogFailed(ILogger logger, Exception exception, string addressOfRecord);
}
