using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Storage;

/// <summary>Registers the database and what stands around it.</summary>
internal static class StorageServices
{
    /// <summary>Seconds that a statement waits for a lock of an SQLite file before the database counts as away.</summary>
    private const int LockTimeout = 5;

    /// <summary>Connections of a node to PostgreSQL; its default of 100 for the server is soon used up otherwise.</summary>
    private const int PoolSize = 10;

    public static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<StorageOptions>().BindConfiguration(StorageOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddPooledDbContextFactory<ConnectorDb>(static (provider, options) => Use(options, provider));
        services.AddSingleton(static provider => DataSource(Options(provider)));
        services.AddSingleton<MasterKey>();
        services.AddSingleton<SecretProtector>();
        services.AddSingleton<ConfigurationStore>();
        services.AddSingleton<RouteLogReader>();
        services.AddSingleton<ClusterKeys>();
        services.AddSingleton<ClusterKeyStore>();
        services.AddSingleton<IConfigurationQueries, ConfigurationQueries>();
        services.AddSingleton(static provider => new StorageInitializer(
            provider.GetRequiredService<IDbContextFactory<ConnectorDb>>(),
            provider.GetRequiredService<ClusterKeyStore>(),
            provider.GetRequiredService<ClusterKeys>(),
            provider.GetRequiredService<IOptions<StorageOptions>>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(static provider => provider.GetRequiredService<StorageInitializer>());
        return services;
    }

    private static void Use(DbContextOptionsBuilder builder, IServiceProvider provider)
    {
        var options = Options(provider);
        if (options.Provider == StorageProvider.PostgreSql) builder.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>());
        else builder.UseSqlite(SqliteConnectionString(options)).AddInterceptors(SqlitePragmas.Instance);
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

    private static NpgsqlDataSource DataSource(StorageOptions options)
    {
        var given = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        if (!given.ContainsKey("Maximum Pool Size")) given.MaxPoolSize = PoolSize;
        return NpgsqlDataSource.Create(given);
    }
}
