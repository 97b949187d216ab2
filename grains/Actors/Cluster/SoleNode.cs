namespace SystemConnector.Grains.Cluster;

/// <summary>Nobody to be cut off from.</summary>
internal sealed class SoleNode : IFence, INodeWitness
{
    public bool MayOwn => true;

    public bool MayTakeCalls => true;

    public bool IsHeard(ushort node) => false;
}
