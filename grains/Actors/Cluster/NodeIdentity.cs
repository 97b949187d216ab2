using System.Reflection;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Hosting;

namespace SystemConnector.Grains.Cluster;

/// <summary>What this node is called, and since when it runs.</summary>
internal sealed class NodeIdentity(IOptions<NodeOptions> options, ILocalSiloDetails silo, TimeProvider time)
{
    /// <summary>The number; 0 until the node's row is written, which is before the silo starts.</summary>
    public ushort Number { get; set; }

    public string Name => options.Value.NodeName;

    public SiloAddress Silo => silo.SiloAddress;

    public string Version { get; } =
        (Assembly.GetEntryAssembly() ?? Assembly.GetExecutingAssembly()).GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>The node before the table has it.</summary>
    public ClusterNode Joining => new(Number, Name, Silo.ToParsableString(), "", [], NodeState.Joining, Version, StartedAt);
}
