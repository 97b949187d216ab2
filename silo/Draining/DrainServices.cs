using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Hosting;

namespace SystemConnector.Silo.Draining;

/// <summary>Registers what lets a node go without a call being lost.</summary>
internal static class DrainServices
{
    /// <summary>Adds readiness and draining.</summary>
    public static IServiceCollection AddDraining(this IServiceCollection services)
    {
        services.AddSingleton<INodeReadiness, ReadinessReader>();
        services.AddSingleton<IUnfinishedWork, UnfinishedWork>();
        services.AddHostedService<Drain>();
        services.AddOptions<HostOptions>().Configure<IOptions<NodeOptions>>(
            static (host, node) => host.ShutdownTimeout = node.Value.DrainTimeout + Drain.StopBound);
        return services;
    }
}
