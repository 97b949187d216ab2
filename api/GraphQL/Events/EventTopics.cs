using GraphQL.Types;
using SystemConnector.Api.GraphQL.Calls;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Jobs;
using SystemConnector.Api.GraphQL.Migrations;
using SystemConnector.Api.GraphQL.Nodes;
using SystemConnector.Api.GraphQL.Routing;
using SystemConnector.Api.GraphQL.Trunks;

namespace SystemConnector.Api.GraphQL.Events;

/// <summary>The one list of topics. Each stands in a file with its events and its field.</summary>
internal static class EventTopics
{
    public static IReadOnlyList<EventTopic> All { get; } =
    [
        TrunkSubscriptions.Topic,
        RoutingSubscriptions.Topic,
        ConflictSubscriptions.Topic,
        MigrationSubscriptions.Topic,
        CallSubscriptions.Topic,
        JobSubscriptions.Topic,
        NodeSubscriptions.Topic,
    ];
}

internal sealed class EventTopicType : EnumerationGraphType
{
    public EventTopicType()
    {
        Name = "EventTopic";
        Description = "What events are about.";
        foreach (var topic in EventTopics.All) Add(topic.Name, topic, topic.Description);
    }
}
