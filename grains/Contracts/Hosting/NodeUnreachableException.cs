namespace SystemConnector.Contracts.Hosting;

/// <summary>There is no such node, or it does not answer.</summary>
[GenerateSerializer, Alias("sc.NodeUnreachableException")]
public sealed class NodeUnreachableException(string node) : Exception($"The node \"{node}\" cannot be reached.");
