using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Admission;

/// <summary>Registers what holds calls against the limits of their connectors.</summary>
internal static class AdmissionServices
{
    /// <summary>Adds the channel ledgers, and what tells connectors of them.</summary>
    public static IServiceCollection AddAdmission(this IServiceCollection services)
    {
        services.AddSingleton<ChannelLedgers>();
        services.AddSingleton<InboundAdmission>();
        services.AddSingleton(static provider => new ChannelReporter(
            provider.GetRequiredService<RoutingTableFeed>(),
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<ILocalSiloDetails>().Name,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ChannelReporter>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<ChannelReporter>());
        return services.AddSingleton<ITrunkChannels>(static provider => provider.GetRequiredService<ChannelReporter>());
    }
}
