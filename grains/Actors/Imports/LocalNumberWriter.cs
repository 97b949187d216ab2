using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Audit;
using SystemConnector.Grains.Storage.Bulk;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Imports;

/// <summary>
/// Writes many local numbers of a site: few in one transaction, many in steps between which other writers have their turn. Beside the
/// site's grain, which keeps nothing in memory: what orders writers is the lock of the change log, which each step takes.
/// </summary>
internal sealed class LocalNumberWriter(
    ConfigurationStore store, IBulkWriter bulk, SecretProtector protector, RoutePublisher publisher, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Rows of one step: it holds the lock of the change log, for which registrations wait, for some hundredths of a second.</summary>
    private const int Step = 2_000;

    /// <summary>Keys of one statement.</summary>
    private const int Chunk = 500;

    /// <summary>Writers who wait for an SQLite file look every few milliseconds: without a pause the next step would always be there first.</summary>
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Writes all of it or nothing.</summary>
    public async Task<ImmutableArray<ImportFault>> AtOnce(SiteId site, IReadOnlyList<NumberWrite> writes, IReadOnlyList<string> deletes)
    {
        if (writes.Count + deletes.Count == 0) return [];
        string[] numbers = [.. writes.Select(static w => w.Number), .. deletes];
        List<Guid> touched = [];
        var (faults, sequence) = await Write(site, async (db, log) =>
        {
            await Delete(db, log, site, deletes);
            if (await Put(db, site, writes) is { Faults: { IsEmpty: false } wrong }) return wrong;
            log.Numbers(site, numbers);
            touched = await TouchedRanges.ByNumbers(db, site.Value, numbers.Select(Number.Parse));
            await TouchedRanges.Mark(db, log, touched);
            return [];
        });
        await Announce(touched, sequence);
        return faults;
    }

    /// <summary>Writes it in steps. A run that ends before its end leaves what it wrote; the next one finds that unchanged and goes on.</summary>
    public async Task<ImmutableArray<ImportFault>> InSteps(
        SiteId site, IReadOnlyList<NumberWrite> writes, IReadOnlyList<string> deletes, int unchanged, JobRun run, CancellationToken stopping)
    {
        var before = run.Counts;
        var counts = before with
        {
            Total = unchanged + writes.Count + before.Deleted + deletes.Count,
            Done = unchanged + before.Deleted,
            Unchanged = unchanged - before.Created - before.Changed,
        };
        // Deleted first, so that a number that is free again can be a connector's, and the other way round.
        foreach (var step in deletes.Chunk(Step))
        {
            var (faults, _) = await Write(site, async (db, log) =>
            {
                await Delete(db, log, site, step);
                counts = counts with { Done = counts.Done + step.Length, Deleted = counts.Deleted + step.Length };
                await run.Advance(db, counts);
                return [];
            });
            if (!faults.IsEmpty) return faults;
            await Pause(run, stopping);
        }
        foreach (var step in writes.Chunk(Step))
        {
            var (faults, _) = await Write(site, async (db, _) =>
            {
                var (wrong, created) = await Put(db, site, step);
                if (!wrong.IsEmpty) return wrong;
                counts = counts with { Done = counts.Done + step.Length, Created = counts.Created + created, Changed = counts.Changed + step.Length - created };
                await run.Advance(db, counts);
                return [];
            });
            if (!faults.IsEmpty) return faults;
            await Pause(run, stopping);
        }
        return [];
    }

    /// <summary>
    /// Tells of the steps of all runs of a job: the nodes read the site once, and every range of it is counted anew, for nobody knows any
    /// longer which of them an earlier run touched.
    /// </summary>
    public async Task Settle(JobRun run)
    {
        var site = run.Job.Site!.Value;
        List<Guid> touched = [];
        var (_, sequence) = await Write(site, async (db, log) =>
        {
            log.WholeSite(site);
            touched = await TouchedRanges.All(db, site.Value);
            await TouchedRanges.Mark(db, log, touched);
            return [];
        });
        await Announce(touched, sequence);
    }

    /// <summary>One transaction.</summary>
    private async Task<(ImmutableArray<ImportFault> Faults, long Sequence)> Write(SiteId site, Func<ConnectorDb, ChangeLog, Task<ImmutableArray<ImportFault>>> write)
    {
        ImmutableArray<ImportFault> faults = [];
        var written = await store.Write<LocalNumbersChanged>(async (db, log) =>
        {
            faults = await db.Sites.AnyAsync(s => s.Id == site.Value)
                ? await write(db, log)
                : [new ImportFault(0, null, FaultCode.NotFound, "The site was deleted meanwhile.")];
            return faults.IsEmpty ? Outcome.Of(new LocalNumbersChanged([])) : Outcome.Refused<LocalNumbersChanged>(new Fault(FaultCode.Contradiction, "", ""));
        });
        return (faults, written.Sequence);
    }

    /// <summary>
    /// Writes lines over what there is by now: whoever changed a number since the text was compared keeps what the text says nothing of.
    /// Nothing is written when one is wrong.
    /// </summary>
    private async Task<(ImmutableArray<ImportFault> Faults, int Created)> Put(ConnectorDb db, SiteId site, IReadOnlyList<NumberWrite> writes)
    {
        var (rows, faults, created) = (new List<LocalNumberRow>(writes.Count), new List<ImportFault>(), 0);
        foreach (var chunk in writes.Chunk(Chunk))
        {
            string[] numbers = [.. chunk.Select(static w => w.Number)];
            var present = await db.LocalNumbers.AsNoTracking().Where(n => n.SiteId == site.Value && EF.Parameter(numbers).Contains(n.Number)).ToDictionaryAsync(static n => n.Number);
            foreach (var write in chunk)
            {
                if (!present.TryGetValue(write.Number, out var row))
                {
                    created++;
                    row = LocalNumberRows.New(site.Value, write.Number);
                }
                var spec = write.Over(row);
                faults.AddRange(LocalNumberImport.Check(spec).Select(f => new ImportFault(write.Line, LocalNumberImport.ColumnOf(f.Field), f.Code, f.Message)));
                LocalNumberRows.Fill(row, spec, protector);
                rows.Add(row);
            }
        }
        faults.AddRange(await Taken(db, site, writes, rows));
        if (faults.Count > 0) return ([.. faults], 0);
        await bulk.Upsert(db, rows);
        Tell(db, site, AuditAction.Changed, [.. rows.Select(static r => r.Number)]);
        return ([], created);
    }

    /// <summary>Extensions whose number became a connector's username since the text was read.</summary>
    private static async Task<IEnumerable<ImportFault>> Taken(ConnectorDb db, SiteId site, IReadOnlyList<NumberWrite> writes, List<LocalNumberRow> rows)
    {
        var extensions = rows.Index().Where(static r => r.Item.Kind == (int)LocalNumberKind.Extension).ToDictionary(static r => r.Item.Number, r => writes[r.Index].Line);
        string?[] numbers = [.. extensions.Keys];
        var taken = await db.Connectors.Where(c => c.SiteId == site.Value && EF.Parameter(numbers).Contains(c.Username))
            .Select(static c => new { c.Username, c.Name }).ToListAsync();
        return taken.Select(c => new ImportFault(extensions[c.Username!], LocalNumberImport.Number, FaultCode.Taken, $"Connector \"{c.Name}\" registers under the username {c.Username}."));
    }

    private static async Task Delete(ConnectorDb db, ChangeLog log, SiteId site, IReadOnlyList<string> numbers)
    {
        var decided = new List<string>();
        foreach (var chunk in numbers.Chunk(Chunk))
        {
            await db.LocalNumbers.Where(n => n.SiteId == site.Value && EF.Parameter(chunk).Contains(n.Number)).ExecuteDeleteAsync();
            // A decision is about a collision with the local number: without that it would lie in wait for the next one.
            var decisions = db.Decisions.Where(d => d.SiteId == site.Value && EF.Parameter(chunk).Contains(d.Number));
            List<string> found = await decisions.Select(static d => d.Number).Distinct().ToListAsync();
            log.Decisions(site, found);
            decided.AddRange(found);
            await decisions.ExecuteDeleteAsync();
        }
        Tell(db, site, AuditAction.Deleted, numbers);
        Tell(db, site, AuditAction.Deleted, decided, "Decisions", "decisions on local numbers");
    }

    /// <summary>One entry of the audit log for all of them: rows that are written in bulk pass the change tracker by.</summary>
    private static void Tell(ConnectorDb db, SiteId site, AuditAction action, IReadOnlyList<string> numbers, string kind = "LocalNumbers", string name = "local numbers")
    {
        if (numbers.Count == 0) return;
        var what = new { Count = numbers.Count, Lowest = numbers.Min(StringComparer.Ordinal), Highest = numbers.Max(StringComparer.Ordinal) };
        var subject = new AuditSubject(kind, site.Value, site.ToString(), name);
        AuditTrail.Summarize(db, subject, action, action == AuditAction.Deleted ? what : null, action == AuditAction.Deleted ? null : what);
    }

    private async Task Pause(JobRun run, CancellationToken stopping)
    {
        run.Tell();
        await Task.Delay(_pause, time, stopping);
    }

    private async Task Announce(List<Guid> touched, long sequence)
    {
        await TouchedRanges.Invalidate(grains, touched);
        await publisher.Publish(sequence);
    }
}
