namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Whether this node may act as the owner of connectors. It may while it knows that the others count on it: by the database, or by most
/// of the nodes. A node that is cut off from both, was frozen, or was declared dead is fenced.
/// </summary>
public interface IFence
{
    /// <summary>True while the node may register and watch trunks; asked right before each such request, on any thread.</summary>
    bool MayOwn { get; }

    /// <summary>
    /// True unless the process just woke from having stood still and does not know yet what became of it. New calls wait for that:
    /// what is in its sockets is old, and others have answered it. A node that is merely cut off goes on with calls from memory.
    /// </summary>
    bool MayTakeCalls { get; }

    /// <summary>True once the others declared this node dead: the process ends, and takes nothing back.</summary>
    bool IsDead => false;
}

/// <summary>Says of which other nodes something was heard lately, by a way that needs neither database nor grains.</summary>
public interface INodeWitness
{
    /// <summary>True when the node of that number answered within the last 2.5 seconds and counts this one among the living.</summary>
    bool IsHeard(ushort node);
}
