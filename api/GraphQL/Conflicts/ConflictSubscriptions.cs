using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

/// <summary>The topic of conflicts.</summary>
internal sealed class ConflictSubscriptions
{
    internal static readonly EventTopic Topic =
        new EventTopic("CONFLICTS", "Counts of conflicts: ConflictsChange.").With<ConflictsChanged>(static (change, logged) => new ConflictsChange(change, logged));

    [Description("Each change of the conflicts of an extension range from now on, or from a cursor on.")]
    public static IObservable<ConflictsChange> ConflictsChanged(
        [FromServices] OperationEvents events,
        IResolveFieldContext context,
        [Id, Description("Only conflicts in this site.")] string? siteId = null,
        [Description(OperationEvents.AfterDescription)] string? after = null) =>
        events.Open<ConflictsChange>(context, Topic, after, OperationEvents.SiteOf(siteId));
}

/// <summary>A change of a range's conflicts as the API tells it.</summary>
[Implements(typeof(IEvent)), Description("The conflicts of an extension range are others than before, or others win them.")]
internal sealed class ConflictsChange(ConflictsChanged change, LoggedEvent logged) : EventNode(logged)
{
    [Id, Description("The connector.")]
    public string ConnectorId => GlobalId.Of(change.Connector);

    [Id, Description("Its extension range.")]
    public string ExtensionRangeId => GlobalId.Of(change.Range);

    [Description("How many conflicts the range has by now, of each kind that there is.")]
    public IEnumerable<ConflictCountNode> Counts => ConflictCountNode.Of(change.Counts);
}
