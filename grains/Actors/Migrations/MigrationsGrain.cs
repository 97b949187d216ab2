using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Migrations;

/// <summary>
/// Plans, applies and undoes the migrations of one site. Keeps nothing in memory: an application is one transaction, so a node that dies in
/// the middle of it leaves all of it or nothing, and times are kept by the routing rule, so nobody has to be alive at them.
/// </summary>
internal sealed class MigrationsGrain(
    ConfigurationStore store, RoutePublisher publisher, RoutingTableFeed feed, RouteLogReader log, IEventPublisher events,
    IClusterNodes nodes, IOptions<MigrationOptions> options, TimeProvider time) : Grain, IMigrationsGrain
{
    /// <summary>How long a preview waits for the node's table to hold what the database holds.</summary>
    private static readonly TimeSpan _tableBound = TimeSpan.FromSeconds(2);

    private SiteId Site => new(this.GetPrimaryKey());

    public Task<Outcome<MigrationPreview>> Preview(MigrationSpec spec) => Guarded<MigrationPreview>(async () =>
    {
        var now = time.GetUtcNow();
        await CatchUp();
        var facts = await store.Read(db => MigrationFacts.Read(db, Site, spec.Connector, now));
        if (facts is null || feed.Current.FindSite(Site) is not { } site) return NoSuchConnector<MigrationPreview>();
        var plan = MigrationPlanner.Plan(spec, facts, options.Value.MaxNumbers, now);
        return Outcome.Of(MigrationPreviewer.Preview(plan, spec.Connector, site, now, facts.Stamp()));
    });

    public Task<Outcome<MigrationPreview>> PreviewAgain(MigrationId id) => Guarded<MigrationPreview>(async () =>
    {
        var now = time.GetUtcNow();
        await CatchUp();
        return await store.Read(async db =>
        {
            if (await Find(db, id) is not { } row) return NoSuchMigration<MigrationPreview>();
            var connector = new ConnectorId(row.ConnectorId);
            var facts = await MigrationFacts.Read(db, Site, connector, now, id);
            if (facts is null || feed.Current.FindSite(Site) is not { } site) return NoSuchConnector<MigrationPreview>();
            int[] open = [.. row.Waves.Where(static w => !IsApplied(w)).Select(static w => w.Wave)];
            var numbers = await Numbers(db, id, open);
            var plan = new MigrationPlan(
                numbers, [.. MigrationRecords.Of(row).Waves.Select(w => new WaveTimes(w.From, w.Until))],
                [.. numbers.Select(n => facts.Check(n.Number, n.Precedence, "")).OfType<Fault>().Select(static fault => new MigrationFault(fault))]);
            return Outcome.Of(MigrationPreviewer.Preview(plan, connector, site, now, facts.Stamp(), await Covered(db, id, now)));
        });
    });

    public Task<Outcome<Migration>> Create(MigrationId id, MigrationSpec spec) => Guarded<Migration>(async () =>
    {
        var now = time.GetUtcNow();
        var (outcome, _) = await store.Write<Migration>(async (db, _) =>
        {
            if (await MigrationFacts.Read(db, Site, spec.Connector, now) is not { } facts) return NoSuchConnector<Migration>();
            var plan = MigrationPlanner.Plan(spec, facts, options.Value.MaxNumbers, now);
            if (!plan.Faults.IsEmpty) return Outcome.Refused<Migration>([.. plan.Faults.Select(static f => f.Fault)]);

            var row = new MigrationRow
            {
                Id = id.Value,
                SiteId = Site.Value,
                ConnectorId = spec.Connector.Value,
                Name = spec.Name,
                CreatedAt = now.ToUnixTimeMilliseconds(),
                CreatedBy = Actor.Current.Name,
                Numbers = plan.Numbers.Length,
                Stamp = facts.Stamp(),
            };
            var counts = plan.Numbers.CountBy(static n => n.Wave).ToDictionary();
            for (var i = 0; i < plan.Waves.Length; i++)
                row.Waves.Add(new MigrationWaveRow
                {
                    MigrationId = id.Value,
                    Wave = i + 1,
                    Numbers = counts.GetValueOrDefault(i + 1),
                    ValidFrom = plan.Waves[i].From?.ToUnixTimeMilliseconds(),
                    ValidUntil = plan.Waves[i].Until?.ToUnixTimeMilliseconds(),
                });
            db.Migrations.Add(row);
            await db.SaveChangesAsync();
            await MigrationStatements.InsertNumbers(db, id.Value, plan.Numbers);
            return Outcome.Of(MigrationRecords.Of(row));
        });
        if (outcome.Value is { } migration) events.Publish(new MigrationMoved(Site, now, migration));
        return outcome;
    });

    public Task<Outcome<MigrationChanged>> Apply(MigrationId id, MigrationApplication application) => Change(id, application.Wave, async (db, changes, row, waves, now) =>
    {
        // 1. What is applied stays so: the answer that said it may have been lost.
        waves.RemoveAll(IsApplied);
        if (waves.Count == 0) return Already(row);

        // 2. The state on which it was planned, and everything that can be wrong with it by now.
        var connector = new ConnectorId(row.ConnectorId);
        if (await MigrationFacts.Read(db, Site, connector, now, new MigrationId(row.Id)) is not { } facts) return NoSuchConnector<Changes>();
        var stamp = facts.Stamp();
        var numbers = await Numbers(db, id, [.. waves.Select(static w => w.Wave)]);
        var faults = numbers.Select(n => facts.Check(n.Number, n.Precedence, "")).OfType<Fault>().ToList();
        if (MixedReleases.FaultOf(nodes) is { } mixed) faults.Insert(0, mixed);
        if (!application.AcceptChanges && stamp != (application.Previewed ?? row.Stamp))
            faults.Insert(0, new Fault(FaultCode.StaleVersion, application.Previewed is null ? "" : "previewed",
                "Numbers, decisions or ranges of the connector changed since: look at the preview again, then apply with its stamp."));
        var (layer, by) = (changes.Layer, Actor.Current.Name);
        foreach (var wave in waves)
        {
            wave.ValidFrom = Math.Max((application.From?.ToUnixTimeMilliseconds() ?? wave.ValidFrom) ?? 0, now.ToUnixTimeMilliseconds());
            wave.ValidUntil = application.Until?.ToUnixTimeMilliseconds() ?? wave.ValidUntil;
            if (wave.ValidUntil <= wave.ValidFrom) faults.Add(new Fault(FaultCode.OutOfRange, "until", $"Wave {wave.Wave} would end before it begins."));
            wave.Layer = layer + wave.Wave;
            wave.AppliedAt = now.ToUnixTimeMilliseconds();
            wave.AppliedBy = by;
            wave.UndoneAt = null;
            wave.UndoneBy = null;
        }
        if (faults.Count > 0) return Outcome.Refused<Changes>([.. faults]);

        // 3. What it does, for the record; then the layers, in one statement.
        row.Stamp = stamp;
        var warnings = ImmutableArray<Warning>.Empty;
        if (feed.Current.FindSite(Site) is { } site)
        {
            var times = row.Waves.OrderBy(static w => w.Wave).Select(static w => new WaveTimes(MigrationRecords.Time(w.ValidFrom), MigrationRecords.Time(w.ValidUntil)));
            var preview = MigrationPreviewer.Preview(new MigrationPlan(numbers, [.. times], []), connector, site, now, stamp);
            var rerouted = preview.Numbers.Where(static n => n.IsRerouted).CountBy(static n => n.Wave).ToDictionary();
            foreach (var wave in waves) wave.Rerouted = rerouted.GetValueOrDefault(wave.Wave);
            warnings = preview.Warnings;
        }
        await DecisionTrim.Run(db, Site, null, now - options.Value.UndoWindow);
        await db.SaveChangesAsync();
        await MigrationStatements.InsertDecisions(db, row, layer, now.ToUnixTimeMilliseconds(), by);
        return Changed(row, numbers, warnings);
    });

    public Task<Outcome<MigrationChanged>> Undo(MigrationId id, int? wave) => Change(id, wave, (db, _, row, waves, now) =>
        waves.TrueForAll(static w => w.AppliedAt is null)
            ? Task.FromResult(Outcome.Refused<Changes>(new Fault(FaultCode.Contradiction, wave is null ? "" : "wave", "It was not applied: there is nothing to undo.")))
            : TakeBack(db, row, waves, now));

    public Task<Outcome<MigrationChanged>> Cancel(MigrationId id) => Change(id, null, (db, _, row, waves, now) =>
    {
        var begun = now.ToUnixTimeMilliseconds();
        waves.RemoveAll(w => IsApplied(w) && w.ValidFrom <= begun);
        return waves.TrueForAll(static w => w.AppliedAt is null)
            ? Task.FromResult(Outcome.Refused<Changes>(new Fault(FaultCode.Contradiction, "", "No wave of it waits for its time: there is nothing to cancel.")))
            : TakeBack(db, row, waves, now);
    });

    private async Task<Outcome<Changes>> TakeBack(ConnectorDb db, MigrationRow row, List<MigrationWaveRow> waves, DateTimeOffset now)
    {
        waves.RemoveAll(static w => !IsApplied(w));
        if (waves.Count == 0) return Already(row);
        // What it covers is kept for so long only after it began to.
        var bound = (now - options.Value.UndoWindow).ToUnixTimeMilliseconds();
        if (waves.Exists(w => Math.Max(w.AppliedAt ?? 0, w.ValidFrom ?? 0) < bound))
            return Outcome.Refused<Changes>(new Fault(FaultCode.OutOfRange, "", $"It has been in force for more than {options.Value.UndoWindow.TotalDays:0.#} days, so what was before it is no longer known: plan another migration."));
        int[] which = [.. waves.Select(static w => w.Wave)];
        var numbers = await Numbers(db, new MigrationId(row.Id), which);
        await MigrationStatements.DeleteDecisions(db, row.Id, which);
        foreach (var wave in waves)
        {
            wave.UndoneAt = now.ToUnixTimeMilliseconds();
            wave.UndoneBy = Actor.Current.Name;
        }
        return Changed(row, numbers, []);
    }

    /// <summary>Changes waves of a migration in one transaction, tells the ranges that it touches, publishes it.</summary>
    private Task<Outcome<MigrationChanged>> Change(
        MigrationId id, int? wave, Func<ConnectorDb, ChangeLog, MigrationRow, List<MigrationWaveRow>, DateTimeOffset, Task<Outcome<Changes>>> change) => Guarded<MigrationChanged>(async () =>
    {
        var now = time.GetUtcNow();
        List<Guid> touched = [];
        var (outcome, sequence) = await store.Write<Changes>(async (db, changes) =>
        {
            if (await Find(db, id) is not { } row) return NoSuchMigration<Changes>();
            var waves = row.Waves.OrderBy(static w => w.Wave).Where(w => wave is null || w.Wave == wave).ToList();
            if (waves.Count == 0) return Outcome.Refused<Changes>(new Fault(FaultCode.NotFound, "wave", $"The migration has waves 1 to {row.Waves.Count}."));
            var changed = await change(db, changes, row, waves, now);
            if (changed.Value is { Already: false } made)
            {
                changes.Decisions(Site, [.. made.Numbers.Select(static n => n.Number.ToString())]);
                touched = await TouchedRanges.ByNumbers(db, Site.Value, made.Numbers.Select(static n => n.Number));
                await TouchedRanges.Mark(db, changes, touched);
            }
            return changed;
        });
        if (outcome.Value is not { } result) return Outcome.Refused<MigrationChanged>(outcome.Faults);
        var migration = MigrationRecords.Of(result.Row);
        if (!result.Already)
        {
            await TouchedRanges.Invalidate(GrainFactory, touched);
            await publisher.Publish(sequence);
            events.Publish(new MigrationMoved(Site, now, migration));
        }
        return Outcome.Of(new MigrationChanged(migration, result.Already), outcome.Warnings);
    });

    private async Task CatchUp() => await feed.WaitFor(await log.Head(CancellationToken.None), _tableBound);

    private static async Task<ImmutableArray<PlannedNumber>> Numbers(ConnectorDb db, MigrationId id, int[] waves)
    {
        var rows = await db.MigrationNumbers.AsNoTracking().Where(n => n.MigrationId == id.Value && waves.Contains(n.Wave)).OrderBy(static n => n.Position).ToListAsync();
        return [.. rows.Select(static n => new PlannedNumber(Number.Parse(n.Number), MigrationRecords.PrecedenceOf(n.Precedence), n.Wave))];
    }

    /// <summary>Says which of its decisions never count, since later ones lie above them.</summary>
    private static async Task<ImmutableArray<Warning>> Covered(ConnectorDb db, MigrationId id, DateTimeOffset now)
    {
        var moment = now.ToUnixTimeMilliseconds();
        var numbers = await db.Decisions.Where(d => d.MigrationId == id.Value && db.Decisions.Any(above => above.SiteId == d.SiteId && above.Number == d.Number
            && above.Layer > d.Layer && above.ValidUntil == null && (above.ValidFrom <= moment || above.ValidFrom <= d.ValidFrom))).Select(static d => d.Number).ToListAsync();
        return numbers.Count == 0 ? [] :
            [new Warning(WarningCode.CoveredByLaterDecision, "", $"Decided otherwise since it was applied: {MigrationPreviewer.Names(numbers.Select(Number.Parse).Order())}.")];
    }

    private Task<MigrationRow?> Find(ConnectorDb db, MigrationId id) =>
        db.Migrations.Include(static m => m.Waves).SingleOrDefaultAsync(m => m.Id == id.Value && m.SiteId == Site.Value);

    private static bool IsApplied(MigrationWaveRow wave) => wave is { AppliedAt: not null, UndoneAt: null };

    private static Outcome<Changes> Already(MigrationRow row) => Outcome.Of(new Changes(row, [], Already: true));

    private static Outcome<Changes> Changed(MigrationRow row, ImmutableArray<PlannedNumber> numbers, ImmutableArray<Warning> warnings) =>
        Outcome.Of(new Changes(row, numbers, Already: false), warnings);

    private static Outcome<T> NoSuchMigration<T>() where T : class => Outcome.Refused<T>(new Fault(FaultCode.NotFound, "id", "There is no such migration."));

    private static Outcome<T> NoSuchConnector<T>() where T : class =>
        Outcome.Refused<T>(new Fault(FaultCode.NotFound, "connector", "The site has no such connector."));

    private static async Task<Outcome<T>> Guarded<T>(Func<Task<Outcome<T>>> work) where T : class
    {
        try
        {
            return await work();
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<T>(StorageFault.Of(exception));
        }
    }

    /// <summary>What a change came to: the migration, and the numbers whose decisions it made or took away.</summary>
    private sealed record Changes(MigrationRow Row, ImmutableArray<PlannedNumber> Numbers, bool Already);
}
