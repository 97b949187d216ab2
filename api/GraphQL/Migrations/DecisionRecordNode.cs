using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL.Migrations;

/// <summary>A decision as it was made, as the API shows it.</summary>
[Name("DecisionRecord"), Description("A precedence decision as it was made: one on a single number, or a wave of a migration.")]
internal sealed class DecisionRecordNode(DecisionRecord record)
{
    [Description("The number; null for a wave, unless the history of a number was asked for.")]
    public string? Number => record.Number?.ToString();

    [Description("How many numbers were decided.")]
    public int Numbers => record.Numbers;

    [Description("Who is to win; null for a wave, unless the history of a number was asked for.")]
    public MigrationDecision? Winner => record.Migration is not null && record.Number is null ? null : record.Precedence.ToDecision();

    [Id, Description("The connector in whose extension ranges it was made.")]
    public string ConnectorId => GlobalId.Of(record.Connector);

    [Cost(10), Description("The same connector as it stands; null when it was deleted meanwhile.")]
    public Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains) => MigrationQueryFields.Node(grains, record.Connector);

    [Description("When it was made.")]
    public DateTimeOffset DecidedAt => record.DecidedAt;

    [Description("By whom.")]
    public string DecidedBy => record.DecidedBy;

    [Description("From when it counts.")]
    public DateTimeOffset From => record.From;

    [Description("When it ends; null when it does not.")]
    public DateTimeOffset? Until => record.Until;

    [Id, Description("The migration; null for a single decision.")]
    public string? MigrationId => record.Migration is { } migration ? GlobalId.Of(migration) : null;

    [Description("Its wave; null for a single decision.")]
    public int? Wave => record.Wave;

    [Description("When it was undone; null when it was not.")]
    public DateTimeOffset? UndoneAt => record.UndoneAt;

    [Description("By whom; null when it was not.")]
    public string? UndoneBy => record.UndoneBy;
}
