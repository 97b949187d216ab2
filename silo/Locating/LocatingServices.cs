using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Locating;

/// <summary>Registers what finds SIP servers.</summary>
internal static class LocatingServices
{
    /// <summary>Adds <see cref="Locator"/> and its options.</summary>
    public static IServiceCollection AddLocating(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DnsOptions>().Bind(configuration.GetSection(DnsOptions.Section));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DnsOptions>, DnsOptionsValidator>());
        services.RejectUnknownKeys<DnsOptions>(configuration, DnsOptions.Section);
        services.AddSingleton<DnsServers>();
        services.AddSingleton<IDns, NetworkDns>();
        services.AddSingleton<SystemNames>();
        services.AddSingleton(static provider => new Locator(
            provider.GetRequiredService<IDns>(),
            new HostsFile(HostsFile.SystemPath),
            provider.GetRequiredService<SystemNames>().Lookup,
            Random.Shared.NextDouble,
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
