namespace SystemConnector.Contracts.Hosting;

/// <summary>Begins and ends the draining of any node of the cluster.</summary>
public interface INodeDraining
{
    /// <summary>
    /// Writes whether the node drains, and tells all nodes. A node that is started anew does not drain. Refused with
    /// <see cref="FaultCode.NotFound"/>, or with <see cref="FaultCode.StorageUnavailable"/> while the database is away.
    /// </summary>
    Task<Outcome<ClusterNode>> Set(string node, bool draining);
}
