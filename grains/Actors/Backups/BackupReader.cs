using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Backups;

/// <summary>Reads the whole configuration as it is at one moment, while others go on writing.</summary>
internal sealed class BackupReader(ConfigurationStore store, SecretProtector protector, TimeProvider time)
{
    public Task<BackupContent> Read(CancellationToken cancellation) => store.Read(async db =>
    {
        await using var snapshot = await Snapshot(db, cancellation);
        var content = new BackupContent
        {
            MadeAt = time.GetUtcNow(),
            Sites = await db.Sites.Include(static s => s.Domains.OrderBy(static d => d.Position)).OrderBy(static s => s.Id).ToListAsync(cancellation),
            LocalNumbers = await db.LocalNumbers.OrderBy(static n => n.SiteId).ThenBy(static n => n.Digits).ThenBy(static n => n.Number).ToListAsync(cancellation),
            Connectors = await db.Connectors.Include(static c => c.Ranges.OrderBy(static r => r.Position)).OrderBy(static c => c.Id).AsSplitQuery().ToListAsync(cancellation),
            Decisions = await db.Decisions.OrderBy(static d => d.SiteId).ThenBy(static d => d.Number).ThenBy(static d => d.Layer).ToListAsync(cancellation),
            Migrations = await db.Migrations.Include(static m => m.Waves.OrderBy(static w => w.Wave)).OrderBy(static m => m.Id).ToListAsync(cancellation),
            MigrationNumbers = await db.MigrationNumbers.OrderBy(static n => n.MigrationId).ThenBy(static n => n.Position).ToListAsync(cancellation),
        };
        foreach (var number in content.LocalNumbers) Open(content, SecretPurpose.OfNumber(number.SiteId, number.Number), number.Secret);
        foreach (var connector in content.Connectors)
        {
            Open(content, SecretPurpose.OfConnector(connector.Id), connector.Password);
            Open(content, SecretPurpose.OfConnectorBefore(connector.Id), connector.PreviousPassword);
        }
        return content;
    }, cancellation);

    private void Open(BackupContent content, string purpose, byte[]? secret)
    {
        if (secret is not null) content.Secrets[purpose] = protector.Unprotect(purpose, secret);
    }

    private static async Task<IAsyncDisposable> Snapshot(ConnectorDb db, CancellationToken cancellation)
    {
        if (db.Database.IsNpgsql()) return await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation);
        // Deferred: it reads from a snapshot and keeps no writer waiting.
        await db.Database.OpenConnectionAsync(cancellation);
        var transaction = ((SqliteConnection)db.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return (await db.Database.UseTransactionAsync(transaction, cancellation))!;
    }
}
