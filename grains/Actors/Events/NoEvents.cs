using SystemConnector.Contracts.Events;

namespace SystemConnector.Grains.Events;

/// <summary>For hosts without subscribers: nobody is told.</summary>
internal sealed class NoEvents : IEventPublisher
{
    public void Publish(ClusterEvent happened)
    {
    }
}
