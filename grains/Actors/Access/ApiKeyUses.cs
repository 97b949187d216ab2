using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Access;

/// <summary>Writes once a minute when each key was used last: one statement a key, beside the change log, for nothing follows from it.</summary>
internal sealed class ApiKeyUses(ApiKeyring ring, ConfigurationStore store, TimeProvider time, ILogger<ApiKeyUses> logger)
    : RepeatedService(TimeSpan.FromMinutes(1), time, logger)
{
    protected override Task Round(CancellationToken stopping) => Write(stopping);

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
        catch
        {
            ring.PutBack(uses);
            throw;
        }
    }
}
