using SystemConnector.Grains.Connectors;

namespace SystemConnector.Silo.Doctor;

/// <summary>Registers what examines trunks.</summary>
internal static class DoctorServices
{
    /// <summary>Adds <see cref="ITrunkDoctor"/> and its checks, in the order in which they are made.</summary>
    public static IServiceCollection AddDoctor(this IServiceCollection services)
    {
        services.AddSingleton<ICheck, DnsCheck>();
        services.AddSingleton<ICheck, TransportCheck>();
        services.AddSingleton<ICheck, TlsCheck>();
        services.AddSingleton<ICheck, OptionsCheck>();
        services.AddSingleton<ICheck, RegisterCheck>();
        services.AddSingleton<ICheck, InviteCheck>();
        services.AddSingleton<ICheck, MediaCheck>();
        services.AddSingleton<ITrunkDoctor, TrunkDoctor>();
        return services;
    }
}
