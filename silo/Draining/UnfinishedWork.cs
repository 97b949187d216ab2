using SystemConnector.Silo.Cluster;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Draining;

/// <summary>What a node that stops has to see to the end before; both are back at 0 when nothing is left.</summary>
internal interface IUnfinishedWork
{
    /// <summary>Trunks that are driven here, and those that are being taken back at their far sides.</summary>
    int Trunks { get; }

    /// <summary>INVITEs that have no final response yet, those of other nodes that need sockets of this one among them.</summary>
    int CallsBeingSetUp { get; }
}

/// <summary>Reads it from this node's parts.</summary>
internal sealed class UnfinishedWork(TrunkClient trunks, SipService sip, ClusterLink link) : IUnfinishedWork
{
    /// <inheritdoc/>
    public int Trunks => trunks.Count;

    /// <inheritdoc/>
    public int CallsBeingSetUp => sip.IsListening ? sip.Node.Transactions.PendingInvites + link.CountInvitesOfOthers() : 0;
}
