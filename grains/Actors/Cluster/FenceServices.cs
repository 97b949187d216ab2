using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Cluster;

/// <summary>Registers the fence where there can be other nodes.</summary>
internal static class FenceServices
{
    /// <summary>Added after the silo, whose row it reads, and before what it keeps from acting.</summary>
    public static IServiceCollection AddFence(this IServiceCollection services, IConfiguration configuration)
    {
        // Read before there are options, as the clustering is; a fault in it is said by their validator.
        if (!Enum.TryParse<StorageProvider>(configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.Provider)}"], ignoreCase: true, out var provider)
            || provider != StorageProvider.PostgreSql)
            return services;
        services.AddSingleton<IMembershipRow, MembershipRowReader>();
        services.AddSingleton(static provider => new NodeDeath(
            provider.GetRequiredService<IHostApplicationLifetime>(), provider.GetRequiredService<TimeProvider>(), Environment.Exit, provider.GetRequiredService<ILogger<NodeDeath>>()));
        services.AddSingleton<IFatalErrorHandler>(static provider => provider.GetRequiredService<NodeDeath>());
        services.AddSingleton<Fence>();
        services.AddSingleton<IFence>(static provider => provider.GetRequiredService<Fence>());
        services.AddHostedService(static provider => provider.GetRequiredService<Fence>());
        return services;
    }
}
