using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Backups;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Backups;

/// <summary>Makes backups, and looks at those that are to be taken back before a job does it.</summary>
internal sealed class BackupService(ConfigurationStore store, BackupReader reader, JobStore jobs) : IBackups
{
    public async Task<Outcome<Contracts.Backups.Backup>> Make(string passphrase, CancellationToken cancellation)
    {
        if (Passphrase.Check(passphrase).ToImmutableArray() is { IsEmpty: false } faults) return Outcome.Refused<Contracts.Backups.Backup>(faults);
        try
        {
            var content = await reader.Read(cancellation);
            return Outcome.Of(new Contracts.Backups.Backup(BackupDocument.Seal(content, passphrase), content.Summary));
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<Contracts.Backups.Backup>(StorageFault.Of(exception));
        }
    }

    public async Task<Outcome<RestoreReport>> Restore(string document, string passphrase, RestoreMode mode, bool dryRun, string startedBy)
    {
        var (content, fault) = BackupDocument.Open(document, passphrase);
        try
        {
            var replaced = await store.Read(static async db => new BackupSummary(
                default, await db.Sites.CountAsync(), await db.LocalNumbers.CountAsync(), await db.Connectors.CountAsync(),
                await db.ExtensionRanges.CountAsync(), await db.Decisions.CountAsync(), 0));
            var notEmpty = mode == RestoreMode.RefuseUnlessEmpty && replaced.Sites > 0 ? RestoreWriter.NotEmpty(replaced.Sites) : null;
            if (content is null || notEmpty is not null) return Outcome.Refused<RestoreReport>([.. new[] { fault, notEmpty }.OfType<Fault>()]);
            if (dryRun) return Outcome.Of(new RestoreReport(content.Summary, replaced, null));
            var submitted = await jobs.Submit(JobKind.Restore, null, startedBy, JsonSerializer.SerializeToUtf8Bytes(new RestoreInput(mode, content, content.Secrets), BackupJson.Options));
            return submitted.Value is { } job ? Outcome.Of(new RestoreReport(content.Summary, replaced, job)) : Outcome.Refused<RestoreReport>(submitted.Faults);
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<RestoreReport>(StorageFault.Of(exception));
        }
    }
}

/// <summary>What a job of a restore works on.</summary>
internal sealed record RestoreInput(RestoreMode Mode, BackupContent Content, Dictionary<string, byte[]> Secrets);
