using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Contracts.Backups;

/// <summary>What a backup holds.</summary>
public sealed record BackupSummary(DateTimeOffset MadeAt, int Sites, int LocalNumbers, int Connectors, int Ranges, int Decisions, int Secrets);

/// <summary>A backup: a JSON document that anyone may read but for its secrets, which a passphrase seals together with all of it.</summary>
public sealed record Backup(string Document, BackupSummary Summary)
{
    /// <summary>Says what it holds, and not itself.</summary>
    public override string ToString() => $"backup: {Summary}";
}

/// <summary>What becomes of what is configured already.</summary>
public enum RestoreMode
{
    /// <summary>The cluster must have no site.</summary>
    RefuseUnlessEmpty,

    /// <summary>All of it is deleted.</summary>
    ReplaceAll,
}

/// <summary>What a restore came to, or would.</summary>
/// <param name="Restored">What comes from the backup.</param>
/// <param name="Replaced">What there was, and goes.</param>
/// <param name="Job">The job that does it; null when nothing was done.</param>
public sealed record RestoreReport(BackupSummary Restored, BackupSummary Replaced, Job? Job);

/// <summary>Makes backups of the whole configuration, and takes them back.</summary>
public interface IBackups
{
    /// <summary>Makes a backup of everything as it is at one moment.</summary>
    Task<Outcome<Backup>> Make(string passphrase, CancellationToken cancellation);

    /// <summary>
    /// Takes a backup back, all of it or, whatever happens, nothing. What is wrong with the document or its passphrase is said before
    /// anything changes.
    /// </summary>
    Task<Outcome<RestoreReport>> Restore(string document, string passphrase, RestoreMode mode, bool dryRun, string startedBy);
}
