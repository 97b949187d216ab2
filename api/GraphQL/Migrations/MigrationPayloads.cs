using System.ComponentModel;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL.Migrations;

internal static class MigrationFields
{
    /// <summary>The contract's fields by the names that people know.</summary>
    public static FieldNames Names { get; } = new(("connector", "connectorId"), ("waves.every", "waves.everyMinutes"));
}

[Description("What createMigration came to.")]
internal sealed class CreateMigrationPayload(Outcome<Migration> outcome)
    : Payload<CreateMigrationPayload>(outcome.Faults, outcome.Warnings, MigrationFields.Names)
{
    [Description("The plan; null when it was refused.")]
    public MigrationNode? Migration => outcome.Value is { } migration ? new MigrationNode(migration) : null;
}

internal abstract class MigrationChangedPayload<TSelf>(Outcome<MigrationChanged> outcome)
    : Payload<TSelf>(outcome.Faults, outcome.Warnings, MigrationFields.Names)
{
    protected MigrationNode? Changed => outcome.Value is { } changed ? new MigrationNode(changed.Migration) : null;

    protected bool Was => outcome.Value is { Already: true };
}

[Description("What applyMigration came to.")]
internal sealed class ApplyMigrationPayload(Outcome<MigrationChanged> outcome) : MigrationChangedPayload<ApplyMigrationPayload>(outcome)
{
    [Description("The migration as it stands now; null when it was refused.")]
    public MigrationNode? Migration => Changed;

    [Description("True when it was applied before, and nothing was changed.")]
    public bool Already => Was;
}

[Description("What undoMigration came to.")]
internal sealed class UndoMigrationPayload(Outcome<MigrationChanged> outcome) : MigrationChangedPayload<UndoMigrationPayload>(outcome)
{
    [Description("The migration as it stands now; null when it was refused.")]
    public MigrationNode? Migration => Changed;

    [Description("True when it was undone before, and nothing was changed.")]
    public bool Already => Was;
}

[Description("What cancelMigration came to.")]
internal sealed class CancelMigrationPayload(Outcome<MigrationChanged> outcome) : MigrationChangedPayload<CancelMigrationPayload>(outcome)
{
    [Description("The migration as it stands now; null when it was refused.")]
    public MigrationNode? Migration => Changed;

    [Description("True when it was cancelled before, and nothing was changed.")]
    public bool Already => Was;
}
