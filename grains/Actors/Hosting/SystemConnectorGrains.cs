using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Hosting;

/// <summary>The one place where clustering, storage and the services of the grains are set up.</summary>
public static class SystemConnectorGrains
{
    /// <summary>
    /// Adds everything that a node needs of this assembly. Hosted services start in this order: the database is brought
    /// up to date, the silo starts, the routing table is loaded, connectors become active. What is added after this call
    /// starts after them.
    /// </summary>
    public static IHostApplicationBuilder AddSystemConnectorGrains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<NodeOptions>().BindConfiguration(NodeOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<NodeOptions>, NodeOptionsValidator>();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Services.AddStorage();
        builder.UseOrleans(silo =>
        {
            var port = silo.Configuration.GetValue($"{NodeOptions.Section}:{nameof(NodeOptions.SiloPort)}", 0);
            var endpoint = new IPEndPoint(IPAddress.Loopback, port == 0 ? FreePort() : port);
            // One node needs no membership table: it is its own primary, on loopback, without a gateway for clients.
            silo.UseDevelopmentClustering(endpoint);
            silo.Configure<EndpointOptions>(options =>
            {
                options.AdvertisedIPAddress = endpoint.Address;
                options.SiloPort = endpoint.Port;
                options.GatewayPort = 0;
            });
            silo.Services.AddOptions<SiloOptions>().Configure<IOptions<NodeOptions>>(static (options, node) => options.SiloName = node.Value.NodeName);
            silo.AddSystemConnectorServices();
        });
        return builder;
    }

    /// <summary>Adds the services of the grains to a silo whose clustering is set up elsewhere: a cluster in a test's process.</summary>
    internal static ISiloBuilder AddSystemConnectorServices(this ISiloBuilder silo)
    {
        silo.Services.AddSingleton<TrunkStates>();
        silo.Services.AddSingleton<ITrunkStates>(static provider => provider.GetRequiredService<TrunkStates>());
        silo.Services.AddSingleton<RouteReader>();
        silo.Services.AddSingleton(static provider => new RoutingTableFeed(
            provider,
            provider.GetRequiredService<IGrainFactory>(),
            provider.GetRequiredService<RouteReader>(),
            provider.GetRequiredService<RouteLogReader>(),
            provider.GetRequiredService<TrunkStates>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RoutingTableFeed>>()));
        silo.Services.AddHostedService(static provider => provider.GetRequiredService<RoutingTableFeed>());
        silo.Services.TryAddSingleton<ITrunkDriver, NoTrunkDriver>();
        return silo;
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
