using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Imports;

/// <summary>Imports a list in a job.</summary>
/// <param name="kind">What it does.</param>
/// <param name="imports">Does it.</param>
/// <param name="settle">Tells what was written; null where each write tells of itself.</param>
internal sealed class ImportWork(JobKind kind, ImportService imports, Func<JobRun, CancellationToken, Task>? settle = null) : IJobWork
{
    public JobKind Kind => kind;

    public Task<ImmutableArray<ImportFault>> Run(JobRun run, CancellationToken stopping) =>
        imports.Run(JsonSerializer.Deserialize<ImportRequest>(run.Input.Span)!, run, stopping);

    public Task Settle(JobRun run, CancellationToken stopping) => settle?.Invoke(run, stopping) ?? Task.CompletedTask;
}

/// <summary>Deletes the local numbers that a filter finds, in a job.</summary>
internal sealed class DeleteLocalNumbersWork(ConfigurationStore store, LocalNumberWriter writer) : IJobWork
{
    public JobKind Kind => JobKind.DeleteLocalNumbers;

    public async Task<ImmutableArray<ImportFault>> Run(JobRun run, CancellationToken stopping)
    {
        var (site, filter) = (run.Job.Site!.Value, JsonSerializer.Deserialize<LocalNumberFilter>(run.Input.Span)!);
        var numbers = await store.Read(db => ListFilters.Of(db, site, filter).Select(static n => n.Number).ToListAsync(stopping), stopping);
        return await writer.InSteps(site, [], numbers, 0, run, stopping);
    }

    public Task Settle(JobRun run, CancellationToken stopping) => writer.Settle(run);
}
