using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Why;

namespace SystemConnector.Silo.Edge;

/// <summary>Registers what speaks SIP.</summary>
internal static class SipEdgeServices
{
    /// <summary>Adds the SIP edge; after the grains, since it starts after them.</summary>
    public static IServiceCollection AddSipEdge(this IServiceCollection services)
    {
        services.AddWhy();
        services.AddAdmission();
        services.AddSingleton<Locations>();
        services.AddSingleton<IBindingListener>(static provider => provider.GetRequiredService<Locations>());
        services.AddSingleton<TargetAddresses>();
        services.AddSingleton<IRoutingTableListener>(static provider => provider.GetRequiredService<TargetAddresses>());
        services.AddSingleton<KnownConnections>();
        services.AddSingleton<KnownSources>();
        services.AddSingleton<IOriginIdentification, OriginIdentification>();
        services.AddSingleton<OutgoingPreview>();
        services.AddSingleton<IOutgoingPreview>(static provider => provider.GetRequiredService<OutgoingPreview>());
        services.AddSingleton<AuthenticationFailures>();
        services.AddSingleton<IFarEndFailures>(static provider => provider.GetRequiredService<AuthenticationFailures>());
        services.AddSingleton<INodeActivity, NodeActivityReader>();
        services.AddSingleton(static provider => new NodeName(provider.GetRequiredService<IOptions<NodeOptions>>().Value.NodeName));
        services.AddSingleton<BindingRefresher>();
        services.AddHostedService(static provider => provider.GetRequiredService<BindingRefresher>());
        services.AddSingleton<SipService>();
        services.AddHostedService(static provider => provider.GetRequiredService<SipService>());
        return services;
    }
}
