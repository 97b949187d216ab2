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
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Audit;
using SystemConnector.Grains.Storage.Bulk;

namespace SystemConnector.Grains.Imports;

/// <summary>
/// Writes many local numbers of a site: few in one transaction, many in steps between which other writers have their turn. Beside the
/// site's grain, which keeps nothing in memory: what orders writers is the lock of the change log, which each step takes.
/// </summary>
internal sealed class LocalNumberWriter(ConfigurationStore store, IBulkWriter bulk, RoutePublisher publisher, IGrainFactory grains, TimeProvider time)
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
        string[] numbers = [.. writes.Select(static w => w.Row.Number), .. deletes];
        List<Guid> touched = [];
        var (faults, sequence) = await Write(site, async (db, log) =>
        {
            if (await Taken(db, site, writes) is { IsEmpty: false } taken) return taken;
            await Delete(db, log, site, deletes);
            await bulk.Upsert(db, [.. writes.Select(static w => w.Row)]);
            Tell(db, site, AuditAction.Changed, [.. writes.Select(static w => w.Row.Number)]);
            log.Numbers(site, numbers);
            touched = await TouchedRanges.ByNumbers(db, site.Value, numbers.Select(Number.Parse));
            await TouchedRanges.Mark(db, log, touched);
            return [];
        });
        await Announce(touched, sequence);
        return faults;
    }

    /// <summary>
    /// Writes it in steps. A run that ends before its end leaves what it wrote; the next one finds that unchanged and goes on. The nodes
    /// read the site once, at the end.
    /// </summary>
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
        var faults = ImmutableArray<ImportFault>.Empty;
        try
        {
            // Deleted first, so that a number that is free again can be a connector's, and the other way round.
            foreach (var step in deletes.Chunk(Step))
            {
                counts = counts with { Done = counts.Done + step.Length, Deleted = counts.Deleted + step.Length };
                faults = (await Write(site, async (db, log) =>
                {
                    await Delete(db, log, site, step);
                    await run.Advance(db, counts);
                    return [];
                })).Faults;
                if (!faults.IsEmpty) return faults;
                await Pause(run, stopping);
            }
            foreach (var step in writes.Chunk(Step))
            {
                var created = step.Count(static w => w.IsNew);
                counts = counts with { Done = counts.Done + step.Length, Created = counts.Created + created, Changed = counts.Changed + step.Length - created };
                faults = (await Write(site, async (db, _) =>
                {
                    if (await Taken(db, site, step) is { IsEmpty: false } taken) return taken;
                    await bulk.Upsert(db, [.. step.Select(static w => w.Row)]);
                    Tell(db, site, AuditAction.Changed, [.. step.Select(static w => w.Row.Number)]);
                    await run.Advance(db, counts);
                    return [];
                })).Faults;
                if (!faults.IsEmpty) break;
                await Pause(run, stopping);
            }
        }
        catch (JobCancelledException)
        {
            await AnnounceSite(site, writes, deletes, run);
            throw;
        }
        await AnnounceSite(site, writes, deletes, run);
        return faults;
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

    /// <summary>Extensions whose number became a connector's username since the text was read.</summary>
    private static async Task<ImmutableArray<ImportFault>> Taken(ConnectorDb db, SiteId site, IReadOnlyList<NumberWrite> writes)
    {
        var extensions = writes.Where(static w => w.Row.Kind == (int)LocalNumberKind.Extension).ToDictionary(static w => w.Row.Number, static w => w.Line);
        string?[] numbers = [.. extensions.Keys];
        var taken = await db.Connectors.Where(c => c.SiteId == site.Value && EF.Parameter(numbers).Contains(c.Username))
            .Select(static c => new { c.Username, c.Name }).ToListAsync();
        return [.. taken.Select(c => new ImportFault(extensions[c.Username!], LocalNumberImport.Number, FaultCode.Taken, $"Connector \"{c.Name}\" registers under the username {c.Username}."))];
    }

    private static async Task Delete(ConnectorDb db, ChangeLog log, SiteId site, IReadOnlyList<string> numbers)
    {
        foreach (var chunk in numbers.Chunk(Chunk))
        {
            await db.LocalNumbers.Where(n => n.SiteId == site.Value && EF.Parameter(chunk).Contains(n.Number)).ExecuteDeleteAsync();
            // A decision is about a collision with the local number: without that it would lie in wait for the next one.
            var decided = db.Decisions.Where(d => d.SiteId == site.Value && EF.Parameter(chunk).Contains(d.Number));
            log.Decisions(site, await decided.Select(static d => d.Number).Distinct().ToListAsync());
            await decided.ExecuteDeleteAsync();
        }
        Tell(db, site, AuditAction.Deleted, numbers);
    }

    /// <summary>One entry of the audit log for all of them: rows that are written in bulk pass the change tracker by.</summary>
    private static void Tell(ConnectorDb db, SiteId site, AuditAction action, IReadOnlyList<string> numbers)
    {
        if (numbers.Count == 0) return;
        var what = new { Count = numbers.Count, Lowest = numbers.Min(StringComparer.Ordinal), Highest = numbers.Max(StringComparer.Ordinal) };
        var subject = new AuditSubject("LocalNumbers", site.Value, site.ToString(), "local numbers");
        AuditTrail.Summarize(db, subject, action, action == AuditAction.Deleted ? what : null, action == AuditAction.Deleted ? null : what);
    }

    private async Task Pause(JobRun run, CancellationToken stopping)
    {
        run.Tell();
        await Task.Delay(_pause, time, stopping);
    }

    private async Task AnnounceSite(SiteId site, IEnumerable<NumberWrite> writes, IEnumerable<string> deletes, JobRun run)
    {
        List<Guid> touched = [];
        var (_, sequence) = await Write(site, async (db, log) =>
        {
            log.WholeSite(site);
            // Nobody knows any more which numbers a former run wrote before its node ended.
            touched = run.IsResumed
                ? await TouchedRanges.All(db, site.Value)
                : await TouchedRanges.ByNumbers(db, site.Value, writes.Select(static w => w.Row.Number).Concat(deletes).Select(Number.Parse));
            await TouchedRanges.Mark(db, log, touched);
            return [];
        });
        await Announce(touched, sequence);
    }

    private async Task Announce(List<Guid> touched, long sequence)
    {
        await TouchedRanges.Invalidate(grains, touched);
        await publisher.Publish(sequence);
    }
}
