using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.Tests.Fakes;

public sealed class FakeMigrationsGrain(World world) : Grain, IMigrationsGrain
{
    public Task<Outcome<MigrationPreview>> Preview(MigrationSpec spec)
    {
        world.LastMigration = spec;
        return Task.FromResult(world.Refused<MigrationPreview>(spec.Name) ?? Outcome.Of(Previewed));
    }

    public Task<Outcome<MigrationPreview>> PreviewAgain(MigrationId id) => Task.FromResult(Outcome.Of(Previewed));

    public Task<Outcome<Migration>> Create(MigrationId id, MigrationSpec spec)
    {
        world.LastMigration = spec;
        return Task.FromResult(world.Refused<Migration>(spec.Name) ?? world.Accepted(spec.Name, world.Migrations[id] = new Migration(
            id, new SiteId(this.GetPrimaryKey()), spec.Connector, spec.Name, DateTimeOffset.UnixEpoch, "node", 3,
            [new MigrationWave(1, 2, spec.From, spec.Until), new MigrationWave(2, 1, null, null)], "stamp-1")));
    }

    public Task<Outcome<MigrationChanged>> Apply(MigrationId id, MigrationApplication application)
    {
        var migration = world.Migrations[id];
        if (world.Refused<MigrationChanged>(migration.Name) is { } refused) return Task.FromResult(refused);
        var already = migration.Waves[0].IsApplied;
        world.Migrations[id] = migration with { Waves = migration.Waves.SetItem(0, migration.Waves[0] with { AppliedAt = DateTimeOffset.UnixEpoch, AppliedBy = "kari", Rerouted = 2 }) };
        return Task.FromResult(world.Accepted(migration.Name, new MigrationChanged(world.Migrations[id], already)));
    }

    public Task<Outcome<MigrationChanged>> Undo(MigrationId id, int? wave)
    {
        var migration = world.Migrations[id];
        world.Migrations[id] = migration with { Waves = [.. migration.Waves.Select(w => w.IsApplied ? w with { UndoneAt = DateTimeOffset.UnixEpoch } : w)] };
        return Task.FromResult(world.Refused<MigrationChanged>(migration.Name) ?? Outcome.Of(new MigrationChanged(world.Migrations[id], false)));
    }

    public Task<Outcome<MigrationChanged>> Cancel(MigrationId id) =>
        Task.FromResult(world.Refused<MigrationChanged>(world.Migrations[id].Name) ?? Outcome.Of(new MigrationChanged(world.Migrations[id], true)));

    private static MigrationPreview Previewed => new(
        [
            new PreviewedNumber(Number.Parse("150"), 1, Precedence.Remote, new RouteEnd(Precedence.Local, null, "Extension 150"), new RouteEnd(Precedence.Remote, new ConnectorId(Guid.Empty), "connector \"B\"", true)),
            new PreviewedNumber(Number.Parse("151"), 1, null, new RouteEnd(null, null, "nobody"), new RouteEnd(null, null, "nobody")),
        ],
        1, "Reroutes 1 of 2 numbers.", [new MigrationFault(new Fault(FaultCode.Malformed, "csv", "Line 2: bad."), 2)],
        [new Warning(WarningCode.TrunkDown, "", "Down.")], "stamp-2");
}

public sealed class FakeMigrationQueries(World world) : IMigrationQueries
{
    public Task<Migration?> Find(MigrationId id, CancellationToken cancellation) => Task.FromResult(world.Migrations.GetValueOrDefault(id));

    public Task<Page<Migration>> Migrations(SiteId site, ConnectorId? connector, int first, MigrationId? after, CancellationToken cancellation) =>
        Page(world.Migrations.Values.Where(m => m.Site == site && (connector is null || m.Connector == connector)).OrderByDescending(m => m.Id.Value), first, m => after is null || m.Id.Value.CompareTo(after.Value.Value) < 0);

    public Task<Page<MigrationNumber>> Numbers(MigrationId id, int? wave, int first, int? after, CancellationToken cancellation) =>
        Page(Enumerable.Range(0, 3).Select(n => new MigrationNumber(n, Number.FromValue(150 + n, 3), n == 0 ? Precedence.Remote : null, 1 + n / 2)).Where(n => wave is null || n.Wave == wave), first, n => after is null || n.Position > after);

    public Task<Page<DecisionRecord>> History(SiteId site, ConnectorId? connector, Number? number, int first, long? after, CancellationToken cancellation) => Page<DecisionRecord>(
    [
        new DecisionRecord(9, new ConnectorId(Guid.Empty), number, 3, null, DateTimeOffset.UnixEpoch, "kari", DateTimeOffset.UnixEpoch, null, new MigrationId(Guid.Empty), 1),
        new DecisionRecord(4, new ConnectorId(Guid.Empty), Number.Parse("150"), 1, Precedence.Local, DateTimeOffset.UnixEpoch, "node", DateTimeOffset.UnixEpoch, null),
    ], first, r => after is null || r.Layer < after);

    private static Task<Page<T>> Page<T>(IEnumerable<T> all, int first, Func<T, bool> isAfter)
    {
        var list = all.ToList();
        var rest = list.Where(isAfter).ToList();
        return Task.FromResult(new Page<T>([.. rest.Take(first)], rest.Count > first, list.Count));
    }
}
