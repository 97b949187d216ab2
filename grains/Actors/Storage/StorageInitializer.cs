using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Npgsql;
using SystemConnector.Grains.Access;
using SystemConnector.Grains.Storage.Membership;

namespace SystemConnector.Grains.Storage;

/// <summary>Brings the database to this version's model and loads the cluster's keys and those of the API, before anything of the node serves.</summary>
public sealed class StorageInitializer : IHostedService
{
    /// <summary>The advisory lock of PostgreSQL under which tables are made: of nodes that start at once, one does it and the others wait.</summary>
    internal const long AdvisoryLock = 0x53797374656D43;

    private static readonly TimeSpan _longestMigration = TimeSpan.FromMinutes(10);

    private readonly IDbContextFactory<ConnectorDb> _contexts;
    private readonly ClusterKeyStore _keys;
    private readonly ApiKeyring _apiKeys;
    private readonly StorageOptions _options;
    private readonly TimeProvider _time;

    internal StorageInitializer(
        IDbContextFactory<ConnectorDb> contexts, ClusterKeyStore keys, ApiKeyring apiKeys, IOptions<StorageOptions> options, TimeProvider time)
    {
        _contexts = contexts;
        _keys = keys;
        _apiKeys = apiKeys;
        _options = options.Value;
        _time = time;
    }

    /// <summary>Does its work; harmless when it was done before.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(_options.Directory);
        await using (var db = await _contexts.CreateDbContextAsync(cancellationToken))
        {
            var former = db.Database.GetCommandTimeout();
            db.Database.SetCommandTimeout(_longestMigration);
            if (_options.Provider == StorageProvider.PostgreSql) await MakeTogether(db, cancellationToken);
            else await Migrate(db, cancellationToken);
            db.Database.SetCommandTimeout(former);
            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            await db.Bindings.Where(b => b.Expires <= now).ExecuteDeleteAsync(cancellationToken);
        }
        await _keys.Reload(cancellationToken);
        await _apiKeys.Reload(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static async Task MakeTogether(ConnectorDb db, CancellationToken cancellation)
    {
        // The lock is the connection's, so one connection does all of it; closed, it gives the lock back.
        await db.Database.OpenConnectionAsync(cancellation);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await Execute(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellation);
        try
        {
            await Migrate(db, cancellation);
            await MembershipScript.Apply(connection, cancellation);
        }
        finally
        {
            if (connection.FullState == System.Data.ConnectionState.Open)
                await Execute(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
            await db.Database.CloseConnectionAsync();
        }
    }

    // Asked first, because a process that dies while it migrates an SQLite file leaves EF's migration lock behind.
    private static async Task Migrate(ConnectorDb db, CancellationToken cancellation)
    {
        if ((await db.Database.GetPendingMigrationsAsync(cancellation)).Any()) await db.Database.MigrateAsync(cancellation);
        await FoldedTexts.Fill(db, cancellation);
    }

    private static async Task Execute(NpgsqlConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = (int)_longestMigration.TotalSeconds };
        await command.ExecuteNonQueryAsync(cancellation);
    }
}
