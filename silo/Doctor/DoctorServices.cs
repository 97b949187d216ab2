using SystemConnector.Grains.Connectors;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Doctor;

/// <summary>Registers what examines trunks.</summary>
internal static class DoctorServices
{
    /// <summary>How long a check waits: as long as a call waits for a far side before it goes elsewhere.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Adds <see cref="ITrunkDoctor"/> and its checks, in the order in which they are made.</summary>
    public static IServiceCollection AddDoctor(this IServiceCollection services)
    {
        services.AddSingleton<ICheck, DnsCheck>();
        services.AddSingleton<ICheck>(new TransportCheck(Patience));
        services.AddSingleton<ICheck>(new TlsCheck(Patience));
        services.AddSingleton<ICheck>(new OptionsCheck(Patience));
        services.AddSingleton<ICheck>(new RegisterCheck(Patience));
        services.AddSingleton<ICheck>(static provider => new InviteCheck(
            Patience + TimeSpan.FromSeconds(1), provider.GetRequiredService<MediaFaces>(), provider.GetService<RelayedCalls>()?.Relay));
        services.AddSingleton<ICheck>(new MediaCheck(Patience));
        services.AddSingleton<ITrunkDoctor>(static provider => new TrunkDoctor(
            () => provider.GetRequiredService<SipService>().Node,
            provider.GetRequiredService<TrunkClient>(),
            provider.GetServices<ICheck>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
