using System.ComponentModel;
using GraphQL;
using GraphQL.Types;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Imports;
using SystemConnector.Api.GraphQL.Jobs;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Backups;

namespace SystemConnector.Api.GraphQL.Backups;

/// <summary>The fields of Mutation that make a backup of the whole configuration and take it back.</summary>
internal sealed class BackupMutations
{
    [Needs(Role.Admin, EverySite = true), Cost(10_000), Description("Makes a backup of the whole configuration as it is at one moment. It changes nothing; it is no query, since a passphrase belongs into no address and no cache.")]
    public static async Task<CreateBackupPayload> CreateBackup(
        [FromServices] IBackups backups, [Description("With what it is sealed.")] CreateBackupInput input, CancellationToken cancellation) =>
        new(await backups.Make(input.Passphrase, cancellation));

    [Needs(Role.Admin, EverySite = true), Description("Puts a backup in the place of the configuration, by a job: all of it or, whatever happens, nothing. What is wrong with the document or the passphrase is said at once.")]
    public static async Task<RestoreBackupPayload> RestoreBackup(
        [FromServices] IBackups backups, IResolveFieldContext context, [Description("The backup.")] RestoreBackupInput input) =>
        new(await backups.Restore(input.Document, input.Passphrase, input.Mode, input.DryRun, ImportMutations.NameOf(context)));
}

internal sealed class RestoreModeType : EnumerationGraphType
{
    public RestoreModeType()
    {
        Name = "RestoreMode";
        Description = "What becomes of what is configured already.";
        Add("REFUSE_UNLESS_EMPTY", RestoreMode.RefuseUnlessEmpty, "There must be no site.");
        Add("REPLACE_ALL", RestoreMode.ReplaceAll, "All of it is deleted.");
    }
}

[Description("How a backup is sealed.")]
internal sealed class CreateBackupInput
{
    [Description("Seals the secrets in it and all of it against changes: 12 characters or more. Nothing opens it without.")]
    public required string Passphrase { get; init; }
}

[Description("A backup to take back.")]
internal sealed class RestoreBackupInput
{
    [Description("The document, as createBackup gave it.")]
    public required string Document { get; init; }

    [Description("The passphrase with which it was made.")]
    public required string Passphrase { get; init; }

    [DefaultValue(RestoreMode.RefuseUnlessEmpty), Description("What becomes of what is configured already.")]
    public RestoreMode Mode { get; init; }

    [DefaultValue(false), Description("Whether to look at the document, say what would come of it, and change nothing.")]
    public bool DryRun { get; init; }
}

[Description("What createBackup came to.")]
internal sealed class CreateBackupPayload(Outcome<Backup> outcome) : Payload<CreateBackupPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The backup: a JSON document. Its secrets open with the passphrase only; the rest of it can be read. Null when it was refused.")]
    public string? Document => outcome.Value?.Document;

    [Description("What is in it.")]
    public BackupSummaryNode? Summary => outcome.Value is { } backup ? new BackupSummaryNode(backup.Summary) : null;
}

[Description("What restoreBackup came to.")]
internal sealed class RestoreBackupPayload(Outcome<RestoreReport> outcome) : Payload<RestoreBackupPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("What comes from the backup; null when it was refused.")]
    public BackupSummaryNode? Restored => outcome.Value is { } report ? new BackupSummaryNode(report.Restored) : null;

    [Description("What there is and goes; null when it was refused.")]
    public BackupSummaryNode? Replaced => outcome.Value is { } report ? new BackupSummaryNode(report.Replaced) : null;

    [Description("The job that does it; null when it was refused, and in a dry run.")]
    public JobNode? Job => outcome.Value?.Job is { } job ? new JobNode(job) : null;
}

[Name("BackupSummary"), Description("How much a configuration holds.")]
internal sealed class BackupSummaryNode(BackupSummary summary)
{
    [Description("When the backup was made; null for what is there now.")]
    public DateTimeOffset? MadeAt => summary.MadeAt == default ? null : summary.MadeAt;

    [Description("Sites.")]
    public int Sites => summary.Sites;

    [Description("Local numbers.")]
    public int LocalNumbers => summary.LocalNumbers;

    [Description("Connectors.")]
    public int Connectors => summary.Connectors;

    [Description("Extension ranges.")]
    public int ExtensionRanges => summary.Ranges;

    [Description("Precedence decisions, with those that count no more or not yet.")]
    public int Decisions => summary.Decisions;
}
