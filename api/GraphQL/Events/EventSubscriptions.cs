using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.GraphQL.Events;

/// <summary>The field of Subscription that tells all topics, so that a client needs one subscription.</summary>
internal sealed class EventSubscriptions
{
    [Description("Each event from now on, or from a cursor on. Take eventCursor first, read the state then, and subscribe after that cursor: so no change falls between.")]
    public static IObservable<IEvent> Events(
        [FromServices] OperationEvents events,
        IResolveFieldContext context,
        [Description("Only these topics; all without it.")] IEnumerable<EventTopic>? topics = null,
        [Id, Description("Only events of this site.")] string? siteId = null,
        [Description(OperationEvents.AfterDescription)] string? after = null) =>
        events.Open(context, topics is null ? EventTopics.All : [.. topics], after, OperationEvents.SiteOf(siteId));
}

/// <summary>The field of Query that is about events.</summary>
internal sealed class EventQueries
{
    [Description("The place behind the last event: a subscription after it misses nothing that is not in what is read from now on. Ask for it before the state, not beside it.")]
    public static string EventCursor([FromServices] IEventLog log, [FromServices] ICallEventDemand calls)
    {
        // A subscription to calls is to follow: they are told from here on.
        calls.Listen().Dispose();
        return log.Now.ToString();
    }
}
