using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace SystemConnector.Grains.Storage;

/// <summary>Brings the database to this version's model and loads the cluster's keys, before anything of the node serves.</summary>
public sealed class StorageInitializer : IHostedService
{
    private readonly IDbContextFactory<ConnectorDb> _contexts;
    private readonly ClusterKeyStore _keyStore;
    private readonly ClusterKeys _keys;
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;

    internal StorageInitializer(
        IDbContextFactory<ConnectorDb> contexts, ClusterKeyStore keyStore, ClusterKeys keys, IOptions<StorageOptions> options, TimeProvider time)
    {
        _contexts = contexts;
        _keyStore = keyStore;
        _keys = keys;
        _options = options.Value;
        _time = time;
    }

    /// <summary>Does its work; harmless when it was done before.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_options.Directory);
        await using (var db = await _contexts.CreateDbContextAsync(cancellationToken))
        {
            // Asked first, because a process that dies while it migrates an SQLite file leaves EF's migration lock behind.
            if ((await db.Database.GetPendingMigrationsAsync(cancellationToken)).Any()) await db.Database.MigrateAsync(cancellationToken);
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            await db.Bindings.Where(b => b.Expires <= now).ExecuteDeleteAsync(cancellationToken);
        }
        _keys.Load(await _keyStore.Load(cancellationToken));
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
