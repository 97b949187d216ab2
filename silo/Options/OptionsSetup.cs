using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace SystemConnector.Silo.Options;

/// <summary>Adds the node's options, so that a node with a fault in them says all of them and does not start.</summary>
internal static class OptionsSetup
{
    /// <summary>Adds <see cref="SipOptions"/>.</summary>
    public static IServiceCollection AddSipOptions(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SipOptions>().Bind(configuration.GetSection(SipOptions.Section));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SipOptions>, SipOptionsValidator>());
        return services.RejectUnknownKeys<SipOptions>(configuration, SipOptions.Section);
    }

    /// <summary>Makes keys of the section that the options do not have a fault at start. For options that others add.</summary>
    public static IServiceCollection RejectUnknownKeys<TOptions>(this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().ValidateOnStart();
        return services.AddSingleton<IValidateOptions<TOptions>>(new UnknownKeys<TOptions>(configuration, section));
    }
}
