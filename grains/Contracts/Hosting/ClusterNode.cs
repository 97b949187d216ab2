using System.Collections.Immutable;

namespace SystemConnector.Contracts.Hosting;

/// <summary>What a node does for the cluster.</summary>
public enum NodeState
{
    /// <summary>It has started and does not speak SIP yet.</summary>
    Joining,

    /// <summary>It takes calls and is the home of connectors.</summary>
    Active,

    /// <summary>It finishes what it has, hands new calls to others and is the home of no connector.</summary>
    Draining,

    /// <summary>It stopped, or the others declared it dead.</summary>
    Gone,
}

/// <summary>A node of the cluster, as every node knows it.</summary>
/// <param name="Number">From 1; stands for the node in branches and tokens. A node has the same one in each of its lives.</param>
/// <param name="Name">Its name, unique in the cluster.</param>
/// <param name="Silo">The address of its silo with the generation: another one in each life.</param>
/// <param name="Link">"address:port" at which the other nodes' SIP reaches it; empty while there is none.</param>
/// <param name="Sockets">Its SIP sockets in the order of its configuration.</param>
/// <param name="State">What it does.</param>
/// <param name="Version">The version of the software that it runs.</param>
/// <param name="StartedAt">Since when it runs.</param>
[GenerateSerializer, Immutable, Alias("sc.ClusterNode")]
public sealed record ClusterNode(
    [property: Id(0)] ushort Number,
    [property: Id(1)] string Name,
    [property: Id(2)] string Silo,
    [property: Id(3)] string Link,
    [property: Id(4)] ImmutableArray<NodeSocket> Sockets,
    [property: Id(5)] NodeState State,
    [property: Id(6)] string Version,
    [property: Id(7)] DateTimeOffset StartedAt);

/// <summary>A SIP socket of a node.</summary>
/// <param name="Protocol">"udp", "tcp" or "tls".</param>
/// <param name="Local">"address:port" to which it is bound.</param>
/// <param name="AdvertisedHost">The host that peers are told; empty for the address that the socket has towards each.</param>
[GenerateSerializer, Immutable, Alias("sc.NodeSocket")]
public sealed record NodeSocket([property: Id(0)] string Protocol, [property: Id(1)] string Local, [property: Id(2)] string AdvertisedHost);
