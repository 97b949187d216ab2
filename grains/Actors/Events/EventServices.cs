using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Events;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Events;

/// <summary>Registers the cluster's log of events.</summary>
internal static class EventServices
{
    public static IServiceCollection AddEvents(this IServiceCollection services)
    {
        services.AddOptions<EventOptions>().BindConfiguration(EventOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EventOptions>, EventOptionsValidator>();
        services.AddSingleton<EventMetrics>();
        services.AddSingleton<EventCodec>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<IEventLog>(static provider => provider.GetRequiredService<EventLog>());
        services.AddSingleton<EventPublisher>();
        services.AddSingleton<IEventPublisher>(static provider => provider.GetRequiredService<EventPublisher>());
        services.AddSingleton<EventWitness>();
        services.AddSingleton<IRouteChangeListener>(static provider => provider.GetRequiredService<EventWitness>());
        // Stopped in the reverse order: what the witness still tells is published, and the log follows to the end.
        services.AddHostedService<EventFeed>();
        services.AddHostedService(static provider => provider.GetRequiredService<EventPublisher>());
        services.AddHostedService(static provider => provider.GetRequiredService<EventWitness>());
        return services;
    }
}
