namespace SystemConnector.Contracts.Hosting;

/// <summary>Says what this node is doing.</summary>
public interface INodeActivity
{
    /// <summary>What it is doing now.</summary>
    NodeActivity Now();
}

/// <summary>What a node holds for calls; all numbers are back at 0 when they are over and what was sent last can come no more.</summary>
/// <param name="Transactions">SIP transactions.</param>
/// <param name="Channels">Channels of connectors; a call from one connector to another takes one of each.</param>
/// <param name="RelaySessions">Calls that hold media ports.</param>
/// <param name="RelayPorts">Media ports, those included that are about to be closed.</param>
/// <param name="IsFenced">As <see cref="INodeReadiness.IsFenced"/>; false from a node of a release that does not say so.</param>
/// <param name="IsStopping">As <see cref="INodeReadiness.IsStopping"/>; false from a node of a release that does not say so.</param>
[GenerateSerializer, Immutable, Alias("sc.NodeActivity")]
public sealed record NodeActivity(
    [property: Id(0)] int Transactions, [property: Id(1)] int Channels, [property: Id(2)] int RelaySessions, [property: Id(3)] int RelayPorts,
    [property: Id(4)] bool IsFenced = false, [property: Id(5)] bool IsStopping = false);
