using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL.Migrations;

/// <summary>The fields of Mutation that are about migrations.</summary>
internal sealed class MigrationMutations
{
    [Needs(Role.Operator), Description("Keeps a plan; nothing is decided until it is applied.")]
    public static async Task<CreateMigrationPayload> CreateMigration(
        [FromServices] IGrainFactory grains, [Description("The plan.")] CreateMigrationInput input) =>
        new(await MigrationQueryFields.Connector(grains, input.ConnectorId) is { } connector
            ? await grains.GetGrain<IMigrationsGrain>(connector.Site.Value).Create(MigrationId.New(), input.ToSpec(connector.Id))
            : Refusal.NotFound<Migration>("connectorId", "connector"));

    [Needs(Role.Operator), Description("Applies a migration or one wave of it, now or at its time: all of its decisions at once or none. Refused while nodes of two releases live, as during an upgrade.")]
    public static async Task<ApplyMigrationPayload> ApplyMigration(
        [FromServices] IGrainFactory grains, [FromServices] IMigrationQueries queries, [Description("The migration.")] ApplyMigrationInput input) =>
        new(await Find(queries, input.Id) is { } found
            ? await grains.GetGrain<IMigrationsGrain>(found.Site.Value).Apply(found.Id, input.ToApplication())
            : NotFound());

    [Needs(Role.Operator), Description("Undoes a migration or one wave of it: what was before counts again.")]
    public static async Task<UndoMigrationPayload> UndoMigration(
        [FromServices] IGrainFactory grains, [FromServices] IMigrationQueries queries, [Description("The migration.")] UndoMigrationInput input) =>
        new(await Find(queries, input.Id) is { } found
            ? await grains.GetGrain<IMigrationsGrain>(found.Site.Value).Undo(found.Id, input.Wave)
            : NotFound());

    [Needs(Role.Operator), Description("Takes back those waves of a migration that have not begun; those in force stay.")]
    public static async Task<CancelMigrationPayload> CancelMigration(
        [FromServices] IGrainFactory grains, [FromServices] IMigrationQueries queries, [Description("The migration.")] CancelMigrationInput input) =>
        new(await Find(queries, input.Id) is { } found
            ? await grains.GetGrain<IMigrationsGrain>(found.Site.Value).Cancel(found.Id)
            : NotFound());

    private static async Task<Migration?> Find(IMigrationQueries queries, string id) =>
        GlobalId.Migration(id) is { } migration ? await queries.Find(migration, CancellationToken.None) : null;

    private static Outcome<MigrationChanged> NotFound() => Refusal.NotFound<MigrationChanged>("id", "migration");
}
