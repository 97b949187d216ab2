namespace SystemConnector.Contracts.Hosting;

/// <summary>Begins and ends the draining of any node of the cluster.</summary>
public interface INodeDraining
{
    /// <summary>
    /// Does what an operator asks for. Beside what <see cref="Set"/> refuses, refused with <see cref="FaultCode.Contradiction"/> for a node
    /// that is gone, and for a drain that would leave no other node active. Of drains that are asked for at once the last is refused.
    /// </summary>
    Task<Outcome<ClusterNode>> Request(string node, bool draining);

    /// <summary>
    /// Writes whether the node drains, and tells all nodes. A node that is started anew does not drain. Refused with
    /// <see cref="FaultCode.NotFound"/>, or with <see cref="FaultCode.StorageUnavailable"/> while the database is away.
    /// </summary>
    Task<Outcome<ClusterNode>> Set(string node, bool draining);
}
