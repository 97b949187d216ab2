using GraphQL;
using GraphQLParser.AST;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.GraphQL.Events;

/// <summary>Opens the source of the operation in whose scope it lives, for the transport that then drives it.</summary>
internal sealed class OperationEvents(IEventLog log, ICallEventDemand calls) : IDisposable
{
    public const string AfterDescription = "The cursor of the last event that is known: what followed it is told first. EVENTS_GONE when that is not kept any more.";

    private IDisposable? _listener;

    /// <summary>The source that the operation's field opened; null when it is no subscription.</summary>
    public EventSource? Source { get; private set; }

    /// <summary>The site that an argument names; null when it names none.</summary>
    /// <exception cref="BadArgument">It is not the id of a site.</exception>
    public static SiteId? SiteOf(string? siteId) => siteId is null ? null : GlobalId.Site(siteId) ?? throw new BadArgument("'siteId' is not the id of a site.");

    /// <summary>Opens the source of a field that tells one topic.</summary>
    /// <exception cref="ExecutionError">The cursor is none, or what followed it is gone.</exception>
    public IObservable<TNode> Open<TNode>(IResolveFieldContext context, EventTopic topic, string? after, SiteId? site, Func<ClusterEvent, bool>? wants = null)
        where TNode : EventNode =>
        Open(context, [topic], after, happened => topic.Has(happened) && (site is null || happened.Site == site) && wants?.Invoke(happened) != false, logged => (TNode)topic.Tell(logged));

    /// <summary>Opens the source of a field that tells several topics.</summary>
    /// <exception cref="ExecutionError">The cursor is none, or what followed it is gone.</exception>
    public IObservable<IEvent> Open(IResolveFieldContext context, IReadOnlyList<EventTopic> topics, string? after, SiteId? site) => Open<IEvent>(
        context,
        topics,
        after,
        happened => (site is null || happened.Site == site) && topics.Any(topic => topic.Has(happened)),
        logged => topics.First(topic => topic.Has(logged.Event!)).Tell(logged));

    /// <summary>Ends with the operation.</summary>
    public void Dispose() => _listener?.Dispose();

    private EventSource<TNode> Open<TNode>(
        IResolveFieldContext context, IReadOnlyList<EventTopic> topics, string? after, Func<ClusterEvent, bool> wants, Func<LoggedEvent, TNode> tell)
    {
        // What the caller may not see is left out before anything is made of it.
        var sites = context.Caller().Sites;
        var source = new EventSource<TNode>(PlaceOf(after), AfterVariable(context), happened => sites.Holds(happened.Site) && wants(happened), tell);
        Source = source;
        if (topics.Any(static topic => topic.IsOnDemand)) _listener ??= calls.Listen();
        return source;
    }

    private EventPlace PlaceOf(string? after)
    {
        if (after is null)
        {
            var end = log.End;
            return new EventPlace(end, end);
        }
        if (!EventCursor.TryParse(after, out var cursor)) throw new BadArgument("'after' is not the cursor of an event.");
        return log.Find(cursor) ?? throw new EventsGone();
    }

    private static string? AfterVariable(IResolveFieldContext context) =>
        context.FieldAst.Arguments?.Items.Find(static argument => argument.Name.Value == "after")?.Value is GraphQLVariable variable ? variable.Name.StringValue : null;
}
