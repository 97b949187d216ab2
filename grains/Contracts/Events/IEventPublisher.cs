namespace SystemConnector.Contracts.Events;

/// <summary>Tells the cluster what happened on this node.</summary>
public interface IEventPublisher
{
    /// <summary>Takes an event in without waiting for anything; subscribers on every node get it in the order in which this node published.</summary>
    void Publish(ClusterEvent happened);
}
