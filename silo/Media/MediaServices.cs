using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Media;

/// <summary>Registers the media relay.</summary>
internal static class MediaServices
{
    /// <summary>Adds <see cref="CallMedia"/>, <see cref="RelayedCalls"/> where the system can relay, and their options.</summary>
    public static IServiceCollection AddMediaRelay(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MediaOptions>().Bind(configuration.GetSection(MediaOptions.Section));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MediaOptions>, MediaOptionsValidator>());
        services.RejectUnknownKeys<MediaOptions>(configuration, MediaOptions.Section);
        services.AddSingleton<MediaFaces>();
        services.AddSingleton(static provider => new CallMedia(
            provider.GetService<RelayedCalls>(), provider.GetRequiredService<MediaFaces>(), provider.GetRequiredService<ILogger<CallMedia>>()));
        if (!MediaRelay.IsSupported) return services;
        return services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<MediaOptions>>().Value;
            var time = provider.GetRequiredService<TimeProvider>();
            var relay = new MediaRelay(new MediaRelayOptions(options.PortMin, options.PortMax, options.Threads), time);
            var log = provider.GetRequiredService<ILogger<RelayedCalls>>();
            if (relay.MaxPorts < options.PortMax - options.PortMin) RelayedCalls.LogFewDescriptors(log, relay.MaxPorts, options.PortMin, options.PortMax);
            return new RelayedCalls(relay, options.SilenceTimeout, time, log);
        });
    }
}
