using System.Collections.Concurrent;
using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Grains.Jobs;

namespace SystemConnector.Grains.Imports;

/// <summary>A change that a grain makes for a line, which names columns by the paths of its faults.</summary>
internal sealed record GrainStep(int Line, bool IsNew, Func<Task<ImmutableArray<Fault>>> Change, Func<string, string?> ColumnOf, bool IsDeletion = false);

/// <summary>
/// Has grains make changes one by one, each a transaction of its own, for what a grain holds in memory or drives. A step that is done is
/// found done by the next run.
/// </summary>
internal static class GrainSteps
{
    /// <summary>Steps between which it is said how far it is.</summary>
    private const int Batch = 100;

    public static ImportPlan Plan(List<GrainStep> steps, int unchanged, int lines, int maxAtOnce, int concurrency)
    {
        var (created, deleted) = (steps.Count(static s => s.IsNew), steps.Count(static s => s.IsDeletion));
        var counts = new ImportCounts(lines + deleted, unchanged, created, steps.Count - created - deleted, unchanged, deleted);
        return new ImportPlan(counts, steps.Count <= maxAtOnce, (run, stopping) => Apply(steps, unchanged, concurrency, run, stopping));
    }

    private static async Task<ImmutableArray<ImportFault>> Apply(List<GrainStep> steps, int unchanged, int concurrency, JobRun? run, CancellationToken stopping)
    {
        var before = run?.Counts ?? new ImportCounts();
        var counts = before with
        {
            Total = unchanged + before.Deleted + steps.Count,
            Done = unchanged + before.Deleted,
            Unchanged = unchanged - before.Created - before.Changed,
        };
        var faults = new ConcurrentQueue<ImportFault>();
        // Deletions are done before anything takes the names that they free.
        foreach (var batch in steps.Where(static s => s.IsDeletion).Chunk(Batch).Concat(steps.Where(static s => !s.IsDeletion).Chunk(Batch)))
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = stopping };
            await Parallel.ForEachAsync(batch, options, async (step, _) =>
            {
                foreach (var fault in await step.Change())
                {
                    if (fault.Code == FaultCode.StorageUnavailable) throw new StorageUnavailableException(fault.Message, new TimeoutException());
                    faults.Enqueue(new ImportFault(step.Line, step.ColumnOf(fault.Field), fault.Code, fault.Message));
                }
            });
            counts = counts with
            {
                Done = counts.Done + batch.Length,
                Created = counts.Created + batch.Count(static s => s.IsNew),
                Changed = counts.Changed + batch.Count(static s => !s.IsNew && !s.IsDeletion),
                Deleted = counts.Deleted + batch.Count(static s => s.IsDeletion),
            };
            if (run is not null) await run.Advance(counts);
        }
        return [.. faults.OrderBy(static f => f.Line)];
    }
}
