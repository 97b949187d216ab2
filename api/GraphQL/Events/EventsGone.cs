using GraphQL;

namespace SystemConnector.Api.GraphQL.Events;

/// <summary>Events that a subscriber did not have are not kept any more.</summary>
internal sealed class EventsGone : ExecutionError
{
    public EventsGone() : base("What happened after the cursor is not kept any more: read the state anew and subscribe without \"after\".") => Code = "EVENTS_GONE";
}
