using System.ComponentModel;
using GraphQL;
using GraphQL.Types;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

/// <summary>The topic of changes of routing.</summary>
internal sealed class RoutingSubscriptions
{
    internal static readonly EventTopic Topic =
        new EventTopic("ROUTING", "Changes of routing: RoutingChange.").With<RoutingChanged>(static (change, logged) => new RoutingChange(change, logged));

    [Description("Each change of routing from now on, or from a cursor on, named: what it is now, is asked for.")]
    public static IObservable<RoutingChange> RoutingChanged(
        [FromServices] OperationEvents events,
        IResolveFieldContext context,
        [Id, Description("Only changes in this site.")] string? siteId = null,
        [Description(OperationEvents.AfterDescription)] string? after = null) =>
        events.Open<RoutingChange>(context, Topic, after, OperationEvents.SiteOf(siteId));
}

/// <summary>A change of routing as the API tells it.</summary>
[Implements(typeof(IEvent)), Description("A change of routing is in force.")]
internal sealed class RoutingChange(RoutingChanged change, LoggedEvent logged) : EventNode(logged)
{
    [Description("The entry of the change log; grows with each change of the cluster.")]
    public long Sequence => change.Sequence;

    [Description("What changed.")]
    public RoutingChangeKind Kind => change.Kind;

    [Id, Description("The connector, for a change of one.")]
    public string? ConnectorId => change.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("The name of the site or connector; null when it is about a number.")]
    public string? Name => change.Kind is RoutingChangeKind.LocalNumber or RoutingChangeKind.Decision || change.Name.Length == 0 ? null : change.Name;

    [Description("The number, for a change of a local number or a decision.")]
    public string? Number => change.Kind is RoutingChangeKind.LocalNumber or RoutingChangeKind.Decision ? change.Name : null;

    [Description("False when it is gone: deleted, or a decision that was taken back.")]
    public bool Exists => change.Exists;
}

internal sealed class RoutingChangeKindType : EnumerationGraphType
{
    public RoutingChangeKindType()
    {
        Name = "RoutingChangeKind";
        Description = "What of the routing changed.";
        Add("SITE", RoutingChangeKind.Site, "A site's settings.");
        Add("LOCAL_NUMBER", RoutingChangeKind.LocalNumber, "A local number.");
        Add("CONNECTOR", RoutingChangeKind.Connector, "A connector or its ranges.");
        Add("DECISION", RoutingChangeKind.Decision, "Who wins a number.");
        Add("WHOLE_SITE", RoutingChangeKind.WholeSite, "So many numbers of a site that they are not named.");
        Add("EVERYTHING", RoutingChangeKind.Everything, "More than can be named.");
    }
}
