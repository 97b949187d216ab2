using System.Collections.Concurrent;
using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Grains.Jobs;

namespace SystemConnector.Grains.Imports;

/// <summary>A transaction that is made for one line or for several, the first of them given, and what becomes of so many lines by it.</summary>
internal sealed record GrainStep(int Line, int Created, int Changed, int Deleted, Func<Task<IEnumerable<ImportFault>>> Change)
{
    public int Lines => Created + Changed + Deleted;

    /// <summary>A change that a grain makes for a line, which names columns by the paths of its faults.</summary>
    public static GrainStep Of(int line, bool isNew, Func<Task<ImmutableArray<Fault>>> change, Func<string, string?> columnOf) =>
        new(line, isNew ? 1 : 0, isNew ? 0 : 1, 0, async () => Faults(line, await change(), columnOf));

    /// <summary>Takes away what the text does not have.</summary>
    public static GrainStep Deletion(Func<Task<ImmutableArray<Fault>>> change, Func<string, string?> columnOf) =>
        new(0, 0, 0, 1, async () => Faults(0, await change(), columnOf));

    private static IEnumerable<ImportFault> Faults(int line, ImmutableArray<Fault> faults, Func<string, string?> columnOf) =>
        faults.FirstOrDefault(static fault => fault.Code == FaultCode.StorageUnavailable) is { } outage
            ? throw new StorageUnavailableException(outage.Message, new TimeoutException())
            : [.. faults.Select(fault => new ImportFault(line, columnOf(fault.Field), fault.Code, fault.Message))];
}

/// <summary>
/// Makes changes one by one, each a transaction of its own, for what a grain holds in memory or drives. A step that is done is
/// found done by the next run.
/// </summary>
internal static class GrainSteps
{
    /// <summary>Lines between which it is said how far it is.</summary>
    private const int Batch = 100;

    public static ImportPlan Plan(List<GrainStep> steps, int unchanged, int lines, int maxAtOnce, int concurrency)
    {
        var (created, changed, deleted) = (steps.Sum(static s => s.Created), steps.Sum(static s => s.Changed), steps.Sum(static s => s.Deleted));
        var counts = new ImportCounts(lines + deleted, unchanged, created, changed, unchanged, deleted);
        return new ImportPlan(counts, created + changed + deleted <= maxAtOnce, (run, stopping) => Apply(steps, unchanged, concurrency, run, stopping));
    }

    private static async Task<ImmutableArray<ImportFault>> Apply(List<GrainStep> steps, int unchanged, int concurrency, JobRun? run, CancellationToken stopping)
    {
        var before = run?.Counts ?? new ImportCounts();
        var counts = before with
        {
            Total = unchanged + before.Deleted + steps.Sum(static s => s.Lines),
            Done = unchanged + before.Deleted,
            Unchanged = unchanged - before.Created - before.Changed,
        };
        var faults = new ConcurrentQueue<ImportFault>();
        // Deletions are done before anything takes the names that they free.
        foreach (var batch in Batches(steps.Where(static s => s.Deleted > 0)).Concat(Batches(steps.Where(static s => s.Deleted == 0))))
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = stopping };
            await Parallel.ForEachAsync(batch, options, async (step, _) =>
            {
                foreach (var fault in await step.Change()) faults.Enqueue(fault);
            });
            counts = counts with
            {
                Done = counts.Done + batch.Sum(static s => s.Lines),
                Created = counts.Created + batch.Sum(static s => s.Created),
                Changed = counts.Changed + batch.Sum(static s => s.Changed),
                Deleted = counts.Deleted + batch.Sum(static s => s.Deleted),
            };
            if (run is not null) await run.Advance(counts);
        }
        return [.. faults.OrderBy(static f => f.Line)];
    }

    private static IEnumerable<List<GrainStep>> Batches(IEnumerable<GrainStep> steps)
    {
        var (batch, lines) = (new List<GrainStep>(), 0);
        foreach (var step in steps)
        {
            batch.Add(step);
            if ((lines += step.Lines) < Batch) continue;
            yield return batch;
            (batch, lines) = ([], 0);
        }
        if (batch.Count > 0) yield return batch;
    }
}
