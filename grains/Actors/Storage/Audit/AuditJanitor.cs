using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Hosting;

namespace SystemConnector.Grains.Storage.Audit;

/// <summary>Forgets entries of the audit log that are older than wished. One node does it for all, in batches, so that no writer waits for long.</summary>
internal sealed class AuditJanitor(
    IClusterNodes nodes, ConfigurationStore store, IOptions<StorageOptions> options, TimeProvider time, ILogger<AuditJanitor> logger)
    : RepeatedService(TimeSpan.FromMinutes(10), time, logger)
{
    /// <summary>Entries per statement, and statements per round: what is left is for the next one.</summary>
    private const int Batch = 1_000, MaxBatches = 100;

    protected override Task Round(CancellationToken stopping) => options.Value.AuditRetentionDays > 0 && nodes.IsSelfFirst() ? Sweep(stopping) : Task.CompletedTask;

    /// <returns>How many entries were forgotten.</returns>
    internal async Task<int> Sweep(CancellationToken cancellation)
    {
        var before = (Time.GetUtcNow() - TimeSpan.FromDays(options.Value.AuditRetentionDays)).ToUnixTimeMilliseconds();
        var forgotten = 0;
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
        return forgotten;
    }
}
