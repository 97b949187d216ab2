using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Access;

/// <summary>Writes once a minute when each key was used last: one statement a key, beside the change log, for nothing follows from it.</summary>
internal sealed partial class ApiKeyUses(ApiKeyring ring, ConfigurationStore store, TimeProvider time, ILogger<ApiKeyUses> logger) : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Write(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops: the minute is not worth waiting for a database.
        }
    }

    internal async Task Write(CancellationToken cancellation)
    {
        var uses = ring.TakeUsed();
        if (uses.Count == 0) return;
        try
        {
            await store.Read(async db =>
            {
                foreach (var (key, time) in uses)
                {
                    var at = time.ToUnixTimeMilliseconds();
                    // Another node may have written a later one.
                    await db.ApiKeys.Where(row => row.Id == key.Value && row.LastUsedAt < at)
                        .ExecuteUpdateAsync(set => set.SetProperty(static row => row.LastUsedAt, at), cancellation);
                }
                return uses.Count;
            }, cancellation);
        }
        catch (StorageUnavailableException exception)
        {
            ring.PutBack(uses);
            LogNotWritten(exception);
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "The database does not answer; when keys were used last is written later.")]
    private partial void LogNotWritten(Exception exception);
}
