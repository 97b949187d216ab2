using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL.Migrations;

/// <summary>The fields of Query that are about migrations.</summary>
internal sealed class MigrationQueryFields
{
    [Description("A migration by its id; null when there is none.")]
    public static async Task<MigrationNode?> Migration(
        [FromServices] IMigrationQueries queries, [Id, Description("The id of the migration.")] string id, CancellationToken cancellation) =>
        GlobalId.Migration(id) is { } migration && await queries.Find(migration, cancellation) is { } found ? new MigrationNode(found) : null;

    [Cost(PreviewCost.Value), Description("What a plan would do, without keeping it; null when there is no such connector.")]
    public static async Task<MigrationPreviewNode?> PreviewMigration(
        [FromServices] IGrainFactory grains, [Description("The plan.")] CreateMigrationInput input) =>
        await Connector(grains, input.ConnectorId) is { } connector
            && (await grains.GetGrain<IMigrationsGrain>(connector.Site.Value).Preview(input.ToSpec(connector.Id))).Value is { } preview ? new(preview) : null;

    /// <summary>A connector as the API shows it; null when it was deleted.</summary>
    internal static async Task<ConnectorNode?> Node(IGrainFactory grains, ConnectorId id) =>
        await grains.GetGrain<IConnectorGrain>(id.Value).Get() is { } connector ? new ConnectorNode(connector) : null;

    /// <summary>The connector that an id names; null when there is none.</summary>
    internal static async Task<Connector?> Connector(IGrainFactory grains, string id) =>
        GlobalId.Connector(id) is { } connector ? await grains.GetGrain<IConnectorGrain>(connector.Value).Get() : null;
}
