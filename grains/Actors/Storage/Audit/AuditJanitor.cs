using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Storage.Audit;

/// <summary>Forgets entries of the audit log that are older than wished. One node does it for all, in batches, so that no writer waits for long.</summary>
internal sealed partial class AuditJanitor(
    IClusterNodes nodes, ConfigurationStore store, IOptions<StorageOptions> options, TimeProvider time, ILogger<AuditJanitor> logger) : BackgroundService
{
    /// <summary>Entries per statement, and statements per round: what is left is for the next one.</summary>
    private const int Batch = 1_000, MaxBatches = 100;

    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Value.AuditRetentionDays == 0) return;
        using var timer = new PeriodicTimer(_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                if (nodes.All.FirstOrDefault(static n => n.State == NodeState.Active)?.Number == nodes.Self.Number) await Sweep(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    /// <returns>How many entries were forgotten.</returns>
    internal async Task<int> Sweep(CancellationToken cancellation)
    {
        var before = (time.GetUtcNow() - TimeSpan.FromDays(options.Value.AuditRetentionDays)).ToUnixTimeMilliseconds();
        var forgotten = 0;
        try
        {
            for (var i = 0; i < MaxBatches; i++)
            {
                var batch = await store.Read(async db =>
                {
                    var old = await db.AuditLog.Where(entry => entry.Time < before).OrderBy(static entry => entry.Time).Select(static entry => entry.Number).Take(Batch).ToListAsync(cancellation);
                    return old.Count == 0 ? 0 : await db.AuditLog.Where(entry => old.Contains(entry.Number)).ExecuteDeleteAsync(cancellation);
                }, cancellation);
                forgotten += batch;
                if (batch < Batch) break;
            }
        }
        catch (StorageUnavailableException exception)
        {
            LogNotSwept(exception);
        }
        return forgotten;
    }

    [LoggerMessage(1, LogLevel.Debug, "The database does not answer; old entries of the audit log are forgotten later.")]
    private partial void LogNotSwept(Exception exception);
}
