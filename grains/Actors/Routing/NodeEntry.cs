using System.Collections.Immutable;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Grains.Routing;

/// <summary>What a node says of itself, as it stands in the database.</summary>
internal sealed record NodeEntry(
    ushort Number,
    string Name,
    string Silo,
    string Link,
    ImmutableArray<NodeSocket> Sockets,
    bool IsReady,
    bool IsDraining,
    string Version,
    DateTimeOffset StartedAt)
{
    /// <summary>The address of its silo.</summary>
    public SiloAddress Address { get; } = SiloAddress.FromParsableString(Silo);
}
