using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Backups;

/// <summary>Takes a backup back in a job: first all rows in one transaction, then every connector's grain reads its own anew.</summary>
internal sealed class RestoreWork(ConfigurationStore store, RestoreWriter writer, IGrainFactory grains) : IJobWork
{
    private const int Concurrency = 64;

    public JobKind Kind => JobKind.Restore;

    public async Task<ImmutableArray<ImportFault>> Run(JobRun run, CancellationToken stopping)
    {
        // Which is done in the transaction that says so: a run that finds it done goes on behind it.
        if (run.Counts.Done == 0)
        {
            var input = JsonSerializer.Deserialize<RestoreInput>(run.Input.Span, BackupJson.Options)!;
            if (await writer.Write(input.Content with { Secrets = input.Secrets }, input.Mode, run) is { } fault)
                return [new ImportFault(0, fault.Field, fault.Code, fault.Message)];
            run.Tell();
        }
        return [];
    }

    public async Task Settle(JobRun run, CancellationToken stopping)
    {
        var connectors = await store.Read(db => db.Connectors.Select(static c => c.Id).ToListAsync(stopping), stopping);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = stopping };
        await Parallel.ForEachAsync(connectors, options, async (id, _) => await grains.GetGrain<IConnectorGrain>(id).Reload());
        var ranges = await store.Read(db => db.ExtensionRanges.Select(static r => r.Id).ToListAsync(stopping), stopping);
        await TouchedRanges.Invalidate(grains, ranges);
    }
}
