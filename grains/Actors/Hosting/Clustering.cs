using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Membership;

namespace SystemConnector.Grains.Hosting;

/// <summary>How a silo finds the others: by a table of the database with PostgreSQL; with a file it is the only one.</summary>
internal static class Clustering
{
    public static ISiloBuilder AddClustering(this ISiloBuilder silo)
    {
        // Which provider it is decides what is registered, so it is read before there are options; a fault in it is said by their validator.
        var node = silo.Configuration.GetSection(NodeOptions.Section);
        var address = IPAddress.TryParse(node[nameof(NodeOptions.Address)], out var given) ? given : IPAddress.Loopback;
        var port = int.TryParse(node[nameof(NodeOptions.SiloPort)], out var configured) && configured is > 0 and <= IPEndPoint.MaxPort ? configured : FreePort(address);
        silo.Configure<EndpointOptions>(options =>
        {
            options.AdvertisedIPAddress = address;
            options.SiloPort = port;
            options.GatewayPort = 0;
        });
        silo.Services.AddOptions<SiloOptions>().Configure<IOptions<NodeOptions>>(static (options, node) => options.SiloName = node.Value.NodeName);
        // A database is one cluster's: two would each register every connector in it.
        silo.Configure<ClusterOptions>(static options => options.ClusterId = options.ServiceId = "system-connector");

        if (!Enum.TryParse<StorageProvider>(silo.Configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.Provider)}"], ignoreCase: true, out var provider)
            || provider == StorageProvider.Sqlite)
            return silo.UseDevelopmentClustering(new IPEndPoint(address, port));

        silo.UseAdoNetClustering(static table => table.Configure<MembershipConnections>(static (options, connections) =>
        {
            options.Invariant = "Npgsql";
            options.DataSource = connections.Source;
        }));
        PartingMembershipTable.Wrap(silo.Services);
        silo.Configure<ClusterMembershipOptions>(MembershipOptions.Set);
#pragma warning disable ORLEANSEXP003 // The default directory ends healthy grains whose entry was on a node that died.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // Else a dead node's grains may not be registered anew for 18 s.
        silo.Configure<GrainDirectoryOptions>(static options => options.RangeLeaseDuration = TimeSpan.Zero);
        return silo;
    }

    private static int FreePort(IPAddress address)
    {
        using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(address, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }
}
