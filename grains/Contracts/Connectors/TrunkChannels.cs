namespace SystemConnector.Contracts.Connectors;

/// <summary>What a node may take of a connector's channels.</summary>
/// <param name="Limit">The connector's limit for which it holds; 0 for none.</param>
/// <param name="Channels">How many calls the node may carry over it.</param>
/// <param name="Nodes">How many nodes share the limit, this one included; alone, a node has all of it.</param>
[GenerateSerializer, Immutable, Alias("sc.ChannelAllotment")]
public sealed record ChannelAllotment([property: Id(0)] int Limit, [property: Id(1)] int Channels, [property: Id(2)] int Nodes);

/// <summary>The channels that a node has in use.</summary>
[GenerateSerializer, Immutable, Alias("sc.NodeChannels")]
public sealed record NodeChannels([property: Id(0)] string Node, [property: Id(1)] int InUse);

/// <summary>The channels of a connector in the whole cluster.</summary>
public interface ITrunkChannels
{
    /// <summary>How many are in use: of this node now, of the others as they reported last, which was seconds ago.</summary>
    Task<int> InUse(ConnectorId connector);
}
