using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Telemetry;

namespace SystemConnector.Silo.Trunks;

/// <summary>Registers what drives trunks.</summary>
internal static class TrunkServices
{
    /// <summary>
    /// Adds <see cref="TrunkClient"/>, also as the grains' <see cref="ITrunkDriver"/>. The node calls <see cref="TrunkClient.Start"/>
    /// when it speaks SIP and <see cref="TrunkClient.Stop"/> before it ceases to.
    /// </summary>
    internal static IServiceCollection AddTrunks(this IServiceCollection services)
    {
        services.AddSingleton(static provider =>
        {
            var grains = provider.GetRequiredService<IGrainFactory>();
            return new TrunkClient(new TrunkEnvironment(
                provider.GetService<TimeProvider>() ?? TimeProvider.System,
                Random.Shared.NextDouble,
                static work => ThreadPool.UnsafeQueueUserWorkItem(static work => work(), work, preferLocal: false),
                provider.GetRequiredService<Locator>(),
                status => grains.GetGrain<IConnectorGrain>(status.Connector.Value).ReportTrunk(status),
                provider.GetRequiredService<IFence>(),
                provider.GetRequiredService<ILocalSiloDetails>().Name,
                provider.GetRequiredService<ILogger<TrunkClient>>())
            {
                Counters = provider.GetRequiredService<TrunkCounters>(),
            },
                provider.GetRequiredService<RemoteTrunks>());
        });
        services.AddSingleton<RemoteTrunks>();
        services.AddSingleton<TrunkCounters>();
        services.AddSingleton<ITrunkDriver>(static provider => provider.GetRequiredService<TrunkClient>());
        services.AddSingleton<IFarEndView, FarEndView>();
        services.AddSingleton<IRoutingTableListener>(static provider => provider.GetRequiredService<TrunkClient>());
        return services;
    }
}
