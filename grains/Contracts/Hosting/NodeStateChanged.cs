using SystemConnector.Contracts.Events;

namespace SystemConnector.Contracts.Hosting;

/// <summary>A node joined, became ready, drains or is gone.</summary>
/// <param name="Time">When a node that lives came to know it.</param>
/// <param name="Node">The node now.</param>
[GenerateSerializer, Immutable, Alias("sc.NodeStateChanged")]
public sealed record NodeStateChanged(DateTimeOffset Time, [property: Id(0)] ClusterNode Node) : WitnessedEvent(null, Time)
{
    /// <inheritdoc/>
    public override string Subject => $"node {Node.Silo}";

    /// <inheritdoc/>
    public override string Fact => $"{Node.State}";
}
