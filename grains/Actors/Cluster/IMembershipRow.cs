namespace SystemConnector.Grains.Cluster;

/// <summary>This node's row in the cluster's membership table.</summary>
internal interface IMembershipRow
{
    /// <summary>Reads it, past every cache. Whoever asks sets the bound; may throw whatever a database throws.</summary>
    Task<OwnMembership> Read(CancellationToken cancellation);
}
