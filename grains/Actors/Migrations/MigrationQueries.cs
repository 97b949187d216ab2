using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Migrations;

/// <summary>Lists of migrations and decisions, paged by key in the database.</summary>
internal sealed class MigrationQueries(ConfigurationStore store) : IMigrationQueries
{
    public Task<Migration?> Find(MigrationId id, CancellationToken cancellation) => store.Read(async db =>
        await db.Migrations.Include(static m => m.Waves).SingleOrDefaultAsync(m => m.Id == id.Value, cancellation) is { } row ? MigrationRecords.Of(row) : null, cancellation);

    public Task<Page<Migration>> Migrations(SiteId site, ConnectorId? connector, int first, MigrationId? after, CancellationToken cancellation) => store.Read(async db =>
    {
        Guid? only = connector?.Value;
        var all = db.Migrations.Where(m => m.SiteId == site.Value && (only == null || m.ConnectorId == only));
        var total = await all.CountAsync(cancellation);
        // Ids sort as they were made: version 7, as text in SQLite and as uuid in PostgreSQL.
        if (after is { } behind) all = all.Where(m => m.Id.CompareTo(behind.Value) < 0);
        var rows = await all.Include(static m => m.Waves).OrderByDescending(static m => m.Id).Take(first + 1).ToListAsync(cancellation);
        return PageOf(rows.Select(MigrationRecords.Of), first, total);
    }, cancellation);

    public Task<Page<MigrationNumber>> Numbers(MigrationId id, int? wave, int first, int? after, CancellationToken cancellation) => store.Read(async db =>
    {
        var all = db.MigrationNumbers.Where(n => n.MigrationId == id.Value && (wave == null || n.Wave == wave));
        var total = await all.CountAsync(cancellation);
        var rows = await all.Where(n => after == null || n.Position > after).OrderBy(static n => n.Position).Take(first + 1).ToListAsync(cancellation);
        return PageOf(rows.Select(static n => new MigrationNumber(n.Position, Number.Parse(n.Number), MigrationRecords.PrecedenceOf(n.Precedence), n.Wave)), first, total);
    }, cancellation);

    public Task<Page<DecisionRecord>> History(
        SiteId site, ConnectorId? connector, Number? number, int first, long? after, CancellationToken cancellation) => store.Read(async db =>
    {
        var (onlyConnector, onlyNumber) = (connector?.Value, number?.ToString());
        var singles = db.Decisions.Where(d => d.SiteId == site.Value && d.MigrationId == null
            && (onlyConnector == null || d.ConnectorId == onlyConnector) && (onlyNumber == null || d.Number == onlyNumber));
        var waves = from m in db.Migrations
                    join w in db.Set<Storage.Rows.MigrationWaveRow>() on m.Id equals w.MigrationId
                    where m.SiteId == site.Value && w.AppliedAt != null && (onlyConnector == null || m.ConnectorId == onlyConnector)
                        && (onlyNumber == null || db.MigrationNumbers.Any(n => n.Number == onlyNumber && n.MigrationId == m.Id && n.Wave == w.Wave))
                    select new { Migration = m, Wave = w };
        var total = await singles.CountAsync(cancellation) + await waves.CountAsync(cancellation);
        // Two sources, each by its layer, the latest first; no two of a site have the same.
        var made = await singles.Where(d => after == null || d.Layer < after).OrderByDescending(static d => d.Layer).Take(first + 1).ToListAsync(cancellation);
        var applied = await waves.Where(w => after == null || w.Wave.Layer < after).OrderByDescending(static w => w.Wave.Layer).Take(first + 1).ToListAsync(cancellation);
        Guid[] ids = onlyNumber is null ? [] : [.. applied.Select(static w => w.Migration.Id)];
        var precedence = await db.MigrationNumbers.Where(n => n.Number == onlyNumber && ids.Contains(n.MigrationId)).ToDictionaryAsync(static n => n.MigrationId, static n => n.Precedence, cancellation);
        var records = made
            .Select(static d => new DecisionRecord(
                d.Layer, new ConnectorId(d.ConnectorId), Number.Parse(d.Number), 1, MigrationRecords.PrecedenceOf(d.Precedence),
                MigrationRecords.Time(d.DecidedAt), d.DecidedBy, MigrationRecords.Time(d.ValidFrom), MigrationRecords.Time(d.ValidUntil)))
            .Concat(applied.Select(w => new DecisionRecord(
                w.Wave.Layer, new ConnectorId(w.Migration.ConnectorId), number, w.Wave.Numbers,
                precedence.TryGetValue(w.Migration.Id, out var decided) ? MigrationRecords.PrecedenceOf(decided) : null,
                MigrationRecords.Time(w.Wave.AppliedAt!.Value), w.Wave.AppliedBy!, MigrationRecords.Time(w.Wave.ValidFrom!.Value), MigrationRecords.Time(w.Wave.ValidUntil),
                new MigrationId(w.Migration.Id), w.Wave.Wave, MigrationRecords.Time(w.Wave.UndoneAt), w.Wave.UndoneBy)))
            .OrderByDescending(static r => r.Layer);
        return PageOf(records, first, total);
    }, cancellation);

    // One more than asked for was read: that it is there says that more follow.
    private static Page<T> PageOf<T>(IEnumerable<T> oneMore, int first, int total)
    {
        ImmutableArray<T> items = [.. oneMore];
        return items.Length > first ? new Page<T>(items[..first], true, total) : new Page<T>(items, false, total);
    }
}
