using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Why;

/// <summary>Registers what explains calls.</summary>
internal static class WhyServices
{
    /// <summary>Adds the journal of failed calls and the list of unmatched callers, for the SIP edge and for the API.</summary>
    public static IServiceCollection AddWhy(this IServiceCollection services)
    {
        services.AddSingleton<CallJournal>();
        services.AddSingleton<ICallJournal>(static provider => provider.GetRequiredService<CallJournal>());
        services.AddSingleton(static provider =>
        {
            var routing = provider.GetRequiredService<RoutingTableFeed>();
            return new UnmatchedCallers(() => routing.Current, provider.GetRequiredService<CallJournal>(), provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<IUnmatchedCallers>(static provider => provider.GetRequiredService<UnmatchedCallers>());
        return services.AddSingleton<EarlyRefusals>();
    }
}
