using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Access;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Events;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Migrations;
using SystemConnector.Grains.Previews;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Registrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Hosting;

/// <summary>The one place where clustering, storage and the services of the grains are set up.</summary>
public static class SystemConnectorGrains
{
    /// <summary>
    /// Adds everything that a node needs of this assembly. Hosted services start in this order: the database is brought
    /// up to date, the node gets its number, the silo starts, the routing table is loaded, connectors become active once SIP listens. What is added after this call
    /// starts after them.
    /// </summary>
    public static IHostApplicationBuilder AddSystemConnectorGrains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        // At start these two warn of a watchdog that has not run since the machine was started, and of a collector that we chose.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        // A command that fails is said by whoever sent it; the first look for a migration table fails by design.
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Critical);
        builder.Services.AddStorage().AddBindingWriter().AddNodeRegistration();
        builder.UseOrleans(static silo => silo.AddClustering());
        builder.Services.AddFence(builder.Configuration);
        builder.Services.AddGrainServices();
        return builder;
    }

    /// <summary>Added before the silo, so that it stops after it: grains write refreshed bindings when they are deactivated.</summary>
    internal static IServiceCollection AddBindingWriter(this IServiceCollection services) => services
        .AddSingleton<BindingWriter>()
        .AddHostedService(static provider => provider.GetRequiredService<BindingWriter>());

    /// <summary>Added before the silo, so that the node has its number and the others its name before the silo joins them.</summary>
    internal static IServiceCollection AddNodeRegistration(this IServiceCollection services) => services
        .AddSingleton<NodeIdentity>()
        .AddSingleton<NodeNameCheck>()
        .AddSingleton<NodeRegistration>()
        .AddSingleton<INodePresence>(static provider => provider.GetRequiredService<NodeRegistration>())
        .AddSingleton<INodeDraining>(static provider => provider.GetRequiredService<NodeRegistration>())
        .AddHostedService(static provider => provider.GetRequiredService<NodeRegistration>());

    /// <summary>Adds the services of the grains after a silo, whose clustering a test may have set up otherwise.</summary>
    internal static IServiceCollection AddGrainServices(this IServiceCollection services)
    {
        services.TryAddSingleton<SoleNode>();
        services.TryAddSingleton<IFence>(static provider => provider.GetRequiredService<SoleNode>());
        services.TryAddSingleton<INodeWitness>(static provider => provider.GetRequiredService<SoleNode>());
        services.AddSingleton<ClusterNodes>();
        services.AddSingleton<IClusterNodes>(static provider => provider.GetRequiredService<ClusterNodes>());
        services.AddSingleton<IRoutingTableListener>(static provider => provider.GetRequiredService<ClusterNodes>());
        services.AddHostedService(static provider => provider.GetRequiredService<ClusterNodes>());
        services.AddSingleton<TrunkStates>();
        services.AddSingleton<ITrunkStates>(static provider => provider.GetRequiredService<TrunkStates>());
        services.AddSingleton<RouteReader>();
        services.AddSingleton<RoutingFeedMetrics>();
        services.AddSingleton(static provider => new RoutingTableFeed(
            provider,
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<RouteReader>(),
            provider.GetRequiredService<RouteLogReader>(),
            provider.GetRequiredService<TrunkStates>(),
            provider.GetRequiredService<RoutingFeedMetrics>(),
            provider.GetRequiredService<ClusterKeyStore>(),
            provider.GetRequiredService<ApiKeyring>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RoutingTableFeed>>()));
        services.AddHostedService(static provider => provider.GetRequiredService<RoutingTableFeed>());
        services.AddSingleton<ISiteDirectory, SiteDirectory>();
        services.AddSingleton<IApiKeys, ApiKeys>();
        services.AddHostedService<ApiKeyUses>();
        services.AddSingleton<IConnectorHomes, ConnectorHomes>();
        services.AddSingleton<RoutePublisher>();
        services.AddSingleton<DraftReader>();
        services.AddSingleton<ConnectorDrafts>();
        services.AddSingleton<NumberDrafts>();
        services.AddSingleton<IRoutePreviews, RoutePreviews>();
        services.AddSingleton<IRouteExplainer, RouteExplainer>();
        services.TryAddSingleton<IOutgoingPreview, NoOutgoingPreview>();
        services.TryAddSingleton<IOriginIdentification, NoOriginIdentification>();
        services.AddSingleton<IClusterKeyRotation, ClusterKeyRotation>();
        services.AddSingleton<ActiveConnectors>();
        services.AddSingleton<IRoutingTableListener, DeletedConnectors>();
        services.AddSingleton<ConnectorOwnership>();
        services.AddPlacementDirector<HomePlacement, HomePlacementDirector>();
        services.AddPlacementDirector<NodePlacement, NodePlacementDirector>();
        services.TryAddSingleton<INodeActivity, NoNodeActivity>();
        services.TryAddSingleton<INodeReadiness, NoNodeActivity>();
        services.TryAddSingleton<INodeCalls, NoCalls>();
        services.AddHostedService<NodeJanitor>();
        services.AddHostedService<AuditJanitor>();
        services.AddSingleton<TrunkAnnouncer>();
        services.AddHostedService(static provider => provider.GetRequiredService<TrunkAnnouncer>());
        services.AddHostedService<ConnectorKeeper>();
        services.AddEvents();
        services.AddOptions<MigrationOptions>().BindConfiguration(MigrationOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<MigrationOptions>, MigrationOptionsValidator>();
        services.AddSingleton<IMigrationQueries, MigrationQueries>();
        services.AddSingleton<ConflictCounter>();
        services.AddSingleton<DecisionWriter>();
        services.AddHostedService(static provider => provider.GetRequiredService<ConflictCounter>());
        services.AddJobs();
        services.AddCallRecords();
        services.TryAddSingleton<ITrunkDriver, NoTrunkDriver>();
        services.TryAddSingleton<ITrunkDoctor, NoTrunkDoctor>();
        return services;
    }
}
