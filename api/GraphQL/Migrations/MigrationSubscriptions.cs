using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL.Migrations;

/// <summary>The topic of migrations.</summary>
internal sealed class MigrationSubscriptions
{
    internal static readonly EventTopic Topic =
        new EventTopic("MIGRATIONS", "Migrations that are planned, applied, undone: MigrationChange.").With<MigrationMoved>(static (change, logged) => new MigrationChange(change, logged));

    [Description("Each step of a migration from now on, or from a cursor on.")]
    public static IObservable<MigrationChange> MigrationMoved(
        [FromServices] OperationEvents events,
        IResolveFieldContext context,
        [Id, Description("Only migrations in this site.")] string? siteId = null,
        [Description(OperationEvents.AfterDescription)] string? after = null) =>
        events.Open<MigrationChange>(context, Topic, after, OperationEvents.SiteOf(siteId));
}

/// <summary>A step of a migration as the API tells it.</summary>
[Implements(typeof(IEvent)), Description("A migration was planned, applied, undone or cancelled, as a whole or in part.")]
internal sealed class MigrationChange(MigrationMoved change, LoggedEvent logged) : EventNode(logged)
{
    [Description("The migration after that.")]
    public MigrationNode Migration => new(change.Migration);
}
