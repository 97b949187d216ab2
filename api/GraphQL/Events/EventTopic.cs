using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.GraphQL.Events;

/// <summary>A topic to which clients subscribe: a name, and how the API tells each kind of event in it.</summary>
/// <param name="Name">The name in the schema.</param>
/// <param name="Description">What it tells.</param>
internal sealed record EventTopic(string Name, string Description)
{
    private readonly Dictionary<Type, Func<LoggedEvent, EventNode>> _kinds = [];

    /// <summary>Its events are published only while somebody listens to calls.</summary>
    public bool IsOnDemand { get; init; }

    /// <summary>Adds a kind of event.</summary>
    public EventTopic With<TEvent>(Func<TEvent, LoggedEvent, EventNode> tell) where TEvent : ClusterEvent
    {
        _kinds.Add(typeof(TEvent), logged => tell((TEvent)logged.Event!, logged));
        return this;
    }

    public bool Has(ClusterEvent happened) => _kinds.ContainsKey(happened.GetType());

    public EventNode Tell(LoggedEvent logged) => _kinds[logged.Event!.GetType()](logged);
}
