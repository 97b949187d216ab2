using SystemConnector.Grains.Cluster;

namespace SystemConnector.Silo.Cluster;

/// <summary>Registers what lets nodes use one another's SIP sockets.</summary>
internal static class ClusterServices
{
    /// <summary>Adds the link; before the grains, which take it for their witness.</summary>
    public static IServiceCollection AddClusterLink(this IServiceCollection services)
    {
        services.AddSingleton<ClusterLink>();
        services.AddSingleton<INodeWitness>(static provider => provider.GetRequiredService<ClusterLink>());
        services.AddSingleton<Handover>();
        return services;
    }
}
