using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Access;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Storage.Audit;
using SystemConnector.Grains.Storage.Bulk;
using SystemConnector.Grains.Storage.Membership;

namespace SystemConnector.Grains.Storage;

/// <summary>Registers the database and what stands around it.</summary>
internal static class StorageServices
{
    /// <summary>Seconds that a statement waits for a lock of an SQLite file before the database counts as away.</summary>
    private const int LockTimeout = 5;

    /// <summary>Connections of a node to PostgreSQL, beside those of the membership; the server's default of 100 is soon used up otherwise.</summary>
    private const int PoolSize = 8;

    /// <summary>
    /// Two are used. One that was asked before the network was cut is given up, by the driver, only seconds after whoever waited for it; so
    /// that a node which is back learns at once what became of it, there are two more.
    /// </summary>
    private const int MembershipPoolSize = 4;

    /// <summary>Seconds until a connection that is being opened, and a statement that is under way, count as lost.</summary>
    private const int ConnectTimeout = 3, StatementTimeout = 10;

    /// <summary>
    /// A node that freezes, or is cut off, within a transaction would hold the lock of the change log against all others: the server
    /// ends the transaction of who is silent for so long.
    /// </summary>
    private const string ServerOptions = "-c idle_in_transaction_session_timeout=4000";

    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddPooledDbContextFactory<ConnectorDb>(static (provider, options) => Use(options, provider));
        services.AddSingleton(static provider => DataSource(Options(provider), PoolSize));
        services.AddSingleton(static provider => new MembershipConnections(DataSource(Options(provider), MembershipPoolSize)));
        services.AddSingleton<MembershipReader>();
        services.AddSingleton<AuditInterceptor>();
        services.AddSingleton<IAuditLog, AuditLog>();
        services.AddSingleton<MasterKey>();
        services.AddSingleton<SecretProtector>();
        services.AddSingleton<ConfigurationStore>();
        services.AddSingleton<RouteLogReader>();
        services.AddSingleton<ClusterKeys>();
        services.AddSingleton<ClusterKeyStore>();
        services.AddSingleton<ApiKeyring>();
        services.AddSingleton<IApiKeyring>(static provider => provider.GetRequiredService<ApiKeyring>());
        services.AddSingleton<ListFilters>();
        services.AddSingleton<IConfigurationQueries, ConfigurationQueries>();
        services.AddSingleton<IBulkWriter>(static provider => Options(provider).Provider == StorageProvider.PostgreSql ? new PostgresBulkWriter() : new SqliteBulkWriter());
        services.AddSingleton<IConflictCounts, ConflictCounts>();
        services.AddSingleton(static provider => new StorageInitializer(
            provider.GetRequiredService<IDbContextFactory<ConnectorDb>>(),
            provider.GetRequiredService<ClusterKeyStore>(),
            provider.GetRequiredService<ApiKeyring>(),
            provider.GetRequiredService<IOptions<StorageOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(static provider => provider.GetRequiredService<StorageInitializer>());
        return services;
    }

    private static void Use(DbContextOptionsBuilder builder, IServiceProvider provider)
    {
        var options = Options(provider);
        builder.AddInterceptors(provider.GetRequiredService<AuditInterceptor>());
        if (options.Provider == StorageProvider.PostgreSql) builder.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>());
        else
            // SQLite makes a table that changes anew, with foreign keys off, which is said outside of transactions. EF warns at everybody's first
            // start of a process that dies just there: it loses a file without anything in it, or there is the backup from before the upgrade.
            builder.UseSqlite(SqliteConnectionString(options)).AddInterceptors(SqlitePragmas.Instance)
                .ConfigureWarnings(static warnings => warnings.Ignore(RelationalEventId.NonTransactionalMigrationOperationWarning));
    }

    private static StorageOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<StorageOptions>>().Value;

    private static string SqliteConnectionString(StorageOptions options)
    {
        if (!string.IsNullOrWhiteSpace(options.ConnectionString)) return options.ConnectionString;
        return new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(options.Directory, "system-connector.db"),
            DefaultTimeout = LockTimeout,
        }.ToString();
    }

    // What the administrator writes into the connection string counts more.
    private static NpgsqlDataSource DataSource(StorageOptions options, int poolSize)
    {
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        if (!given.ContainsKey("Maximum Pool Size") || poolSize == MembershipPoolSize) given.MaxPoolSize = poolSize;
        if (!given.ContainsKey("Timeout")) given.Timeout = ConnectTimeout;
        if (!given.ContainsKey("Command Timeout")) given.CommandTimeout = StatementTimeout;
        if (!given.ContainsKey("Options")) given.Options = ServerOptions;
        return NpgsqlDataSource.Create(given);
    }
}
