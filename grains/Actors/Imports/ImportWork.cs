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
internal sealed class ImportWork(JobKind kind, ImportService imports) : IJobWork
{
    public JobKind Kind => kind;

    public Task<ImmutableArray<ImportFault>> Run(JobRun run, CancellationToken stopping) =>
        imports.Run(JsonSerializer.Deserialize<ImportRequest>(run.Input.Span)!, run, stopping);
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
}
