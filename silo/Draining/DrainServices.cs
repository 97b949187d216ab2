using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Silo.Draining;

/// <summary>Registers what lets a node go without a call being lost.</summary>
internal static class DrainServices
{
    /// <summary>Adds readiness and draining.</summary>
    public static IServiceCollection AddDraining(this IServiceCollection services) => services.AddSingleton<INodeReadiness, ReadinessReader>();
}
