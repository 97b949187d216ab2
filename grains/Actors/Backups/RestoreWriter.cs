using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Backups;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Audit;
using SystemConnector.Grains.Storage.Bulk;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Backups;

/// <summary>Puts a configuration in the place of what there is, in one transaction: every node sees all of it or nothing.</summary>
internal sealed class RestoreWriter(ConfigurationStore store, SecretProtector protector, IBulkWriter bulk, RoutePublisher publisher, TimeProvider time)
{
    public static Fault NotEmpty(int sites) =>
        new(FaultCode.Contradiction, "mode", $"There are {sites} sites: restore into an empty cluster, or with the mode REPLACE_ALL, which deletes them.");

    /// <summary>The fault that kept it from being done; null when it is.</summary>
    public async Task<Fault?> Write(BackupContent content, RestoreMode mode, JobRun run)
    {
        var (outcome, sequence) = await store.Write<Site>(async (db, log) =>
        {
            // 1. What there is, and what of it outlives its row: who registered, and which life of a grain wrote last.
            var sites = await db.Sites.Select(static s => s.Id).ToListAsync();
            if (mode == RestoreMode.RefuseUnlessEmpty && sites.Count > 0) return Outcome.Refused<Site>(NotEmpty(sites.Count));
            var connectors = await db.Connectors.Select(static c => new { c.Id, c.Version }).ToDictionaryAsync(static c => c.Id, static c => c.Version);
            var bindings = await db.Bindings.AsNoTracking().ToListAsync();
            var keySites = await db.Set<ApiKeySiteRow>().AsNoTracking().ToListAsync();
            var owners = await db.ConnectorOwners.AsNoTracking().ToDictionaryAsync(static o => o.ConnectorId);

            // 2. It goes; what hangs on it goes by the database's own rule. Ranges first, as in every change of a connector.
            await db.ExtensionRanges.ExecuteDeleteAsync();
            await db.Connectors.ExecuteDeleteAsync();
            await db.Sites.ExecuteDeleteAsync();

            // 3. What comes.
            Seal(content);
            ShiftLayers(content, log.Next);
            foreach (var connector in content.Connectors) connector.Version = Math.Max(connector.Version, connectors.GetValueOrDefault(connector.Id)) + 1;
            await bulk.Upsert(db, content.Sites);
            await bulk.Upsert(db, [.. content.Sites.SelectMany(static s => s.Domains.Select(d => Owned(d, s)))]);
            await bulk.Upsert(db, content.LocalNumbers);
            await bulk.Upsert(db, content.Connectors);
            await bulk.Upsert(db, [.. content.Connectors.SelectMany(static c => c.Ranges)]);
            await bulk.Upsert(db, content.Migrations);
            await bulk.Upsert(db, [.. content.Migrations.SelectMany(static m => m.Waves)]);
            await bulk.Upsert(db, content.MigrationNumbers);
            await bulk.Upsert(db, content.Decisions);
            await bulk.Upsert(db, [.. content.Connectors.Select(c => Next(c.Id, owners.GetValueOrDefault(c.Id)))]);

            // 4. Phones and far sides that are still somebody stay registered.
            var users = content.LocalNumbers.Select(static n => (n.SiteId, User: n.Number)).Concat(content.Connectors.Where(static c => c.Username is not null).Select(static c => (c.SiteId, User: c.Username!))).ToHashSet();
            await bulk.Upsert(db, [.. bindings.Where(b => users.Contains((b.SiteId, b.User)))]);

            // Keys open the sites that are there again.
            var present = content.Sites.Select(static s => s.Id).ToHashSet();
            db.AddRange(keySites.Where(k => present.Contains(k.SiteId)));

            // 5. What the nodes are to read.
            foreach (var site in sites.Except(content.Sites.Select(static s => s.Id))) log.Site(new SiteId(site));
            foreach (var site in content.Sites) log.WholeSite(new SiteId(site.Id));
            foreach (var gone in connectors.Keys.Except(content.Connectors.Select(static c => c.Id))) log.Connector(new ConnectorId(gone));
            foreach (var (site, user) in bindings.Select(static b => (b.SiteId, b.User)).Distinct().Where(b => !users.Contains(b)))
                log.Bindings(AddressOfRecordKey.Of(new SiteId(site), user));
            await TouchedRanges.Mark(db, log, content.Connectors.SelectMany(static c => c.Ranges).Select(static r => r.Id));
            var total = content.Sites.Count + content.LocalNumbers.Count + content.Connectors.Count + content.Decisions.Count;
            AuditTrail.Summarize(
                db, new AuditSubject("Configuration", null, "", "the whole configuration"), AuditAction.Changed, new { Sites = sites.Count, Connectors = connectors.Count },
                new { Sites = content.Sites.Count, Connectors = content.Connectors.Count, LocalNumbers = content.LocalNumbers.Count, Decisions = content.Decisions.Count });
            await run.Advance(db, new ImportCounts(Math.Max(total, 1), Math.Max(total, 1), Created: total, Deleted: sites.Count + connectors.Count));
            return Outcome.Of(new Site(default, "", [], false, 0));
        });
        if (!outcome.Succeeded) return outcome.Faults[0];
        await publisher.Publish(sequence);
        return null;
    }

    private void Seal(BackupContent content)
    {
        foreach (var number in content.LocalNumbers) number.Secret = Sealed(SecretPurpose.OfNumber(number.SiteId, number.Number));
        foreach (var connector in content.Connectors)
        {
            connector.Password = Sealed(SecretPurpose.OfConnector(connector.Id));
            connector.PreviousPassword = Sealed(SecretPurpose.OfConnectorBefore(connector.Id));
        }

        byte[]? Sealed(string purpose) => content.Secrets.TryGetValue(purpose, out var secret) ? protector.Protect(purpose, secret) : null;
    }

    /// <summary>Decisions of another log: whatever is decided from here on lies above them, so they go below its next sequence, in their order.</summary>
    private static void ShiftLayers(BackupContent content, long next)
    {
        // Whoever has no migration to undo it by is a decision of its own.
        var migrations = content.Migrations.Select(static m => m.Id).ToHashSet();
        foreach (var decision in content.Decisions)
            if (decision.MigrationId is { } migration && !migrations.Contains(migration)) decision.MigrationId = null;
        var waves = content.Migrations.SelectMany(static m => m.Waves).Where(static w => w.AppliedAt is not null).ToList();
        var above = content.Decisions.Select(static d => d.Layer).Concat(waves.Select(static w => w.Layer)).DefaultIfEmpty().Max() - next + 1;
        if (above <= 0) return;
        foreach (var decision in content.Decisions) decision.Layer -= above;
        foreach (var wave in waves) wave.Layer -= above;
    }

    private static SiteDomainRow Owned(SiteDomainRow domain, SiteRow site)
    {
        domain.SiteId = site.Id;
        return domain;
    }

    // The life that a grain has still may write nothing more.
    private ConnectorOwnerRow Next(Guid connector, ConnectorOwnerRow? former) => new()
    {
        ConnectorId = connector,
        Epoch = (former?.Epoch ?? 0) + 1,
        Node = former?.Node ?? 0,
        Since = former?.Since ?? time.GetUtcNow().ToUnixTimeMilliseconds(),
    };
}
