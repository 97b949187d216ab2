using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Imports;

/// <summary>Imports lists: reads and compares first, and changes only what has no fault in any line.</summary>
internal sealed class ImportService(
    ConfigurationStore store, JobStore jobs, LocalNumberWriter numbers,
    LocalNumberImport localNumbers, ConnectorImport connectors, SiteImport sites, DecisionImport decisions) : IImports
{
    private readonly FrozenDictionary<ListKind, IListImport> _lists = new Dictionary<ListKind, IListImport>
    {
        [ListKind.Sites] = sites,
        [ListKind.LocalNumbers] = localNumbers,
        [ListKind.Connectors] = connectors,
        [ListKind.Decisions] = decisions,
    }.ToFrozenDictionary();

    public Task<Outcome<ImportReport>> Try(ImportRequest request, CancellationToken cancellation) => Guarded(request, static (report, _) => Task.FromResult(Outcome.Of(report)), cancellation);

    public Task<Outcome<ImportReport>> Import(ImportRequest request, string startedBy) => Guarded(request, async (report, plan) =>
    {
        if (!report.Faults.IsEmpty) return Outcome.Of(report);
        if (plan.AtOnce)
        {
            var faults = await plan.Apply(null, CancellationToken.None);
            return Outcome.Of(report with { Faults = faults, Counts = faults.IsEmpty ? report.Counts with { Done = report.Counts.Total } : report.Counts });
        }
        var submitted = await jobs.Submit(KindOf(request.Kind), request.Site, startedBy, JsonSerializer.SerializeToUtf8Bytes(request));
        return submitted.Value is { } job ? Outcome.Of(report with { Job = job }) : Outcome.Refused<ImportReport>(submitted.Faults);
    }, CancellationToken.None);

    /// <summary>Imports in a run of a job: what was compared before it was submitted is compared anew.</summary>
    public async Task<ImmutableArray<ImportFault>> Run(ImportRequest request, JobRun run, CancellationToken stopping)
    {
        if (request.Site is { } site && !await Exists(site, stopping)) return [new ImportFault(0, null, FaultCode.NotFound, "The site was deleted meanwhile.")];
        var (report, plan) = await Plan(request, stopping);
        return report.Faults.IsEmpty ? await plan.Apply(run, stopping) : report.Faults;
    }

    public async Task<Outcome<ImportReport>> DeleteLocalNumbers(SiteId site, LocalNumberFilter filter, bool dryRun, string startedBy)
    {
        if (filter.IsEmpty)
            return Outcome.Refused<ImportReport>(new Fault(FaultCode.Required, "filter", "The filter must say which numbers are meant."));
        try
        {
            if (!await Exists(site, CancellationToken.None)) return NoSuchSite();
            var count = await store.Read(db => ListFilters.Of(db, site, filter).CountAsync());
            var counts = new ImportCounts(count, 0, Deleted: count);
            if (dryRun || count == 0) return Outcome.Of(new ImportReport(counts, [], []));
            if (count > LocalNumberImport.MaxAtOnce)
            {
                var submitted = await jobs.Submit(JobKind.DeleteLocalNumbers, site, startedBy, JsonSerializer.SerializeToUtf8Bytes(filter));
                return submitted.Value is { } job ? Outcome.Of(new ImportReport(counts, [], [], job)) : Outcome.Refused<ImportReport>(submitted.Faults);
            }
            var found = await store.Read(db => ListFilters.Of(db, site, filter).Select(static n => n.Number).ToListAsync());
            var faults = await numbers.AtOnce(site, [], found);
            return Outcome.Of(new ImportReport(counts with { Done = found.Count, Total = found.Count, Deleted = found.Count }, faults, []));
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<ImportReport>(StorageFault.Of(exception));
        }
    }

    private async Task<Outcome<ImportReport>> Guarded(ImportRequest request, Func<ImportReport, ImportPlan, Task<Outcome<ImportReport>>> then, CancellationToken cancellation)
    {
        if (request.Kind != ListKind.Sites && request.Site is null) return NoSuchSite();
        try
        {
            if (request.Site is { } site && !await Exists(site, cancellation)) return NoSuchSite();
            var (report, plan) = await Plan(request, cancellation);
            return await then(report, plan);
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<ImportReport>(StorageFault.Of(exception));
        }
    }

    private async Task<(ImportReport Report, ImportPlan Plan)> Plan(ImportRequest request, CancellationToken cancellation)
    {
        var list = _lists[request.Kind];
        var table = ImportTable.Read(request.Content, request.Format, list.Columns);
        var plan = await list.Plan(request, table, cancellation);
        return (new ImportReport(plan.Counts, [.. table.Faults.OrderBy(static f => f.Line)], [.. table.Notices]), plan);
    }

    private Task<bool> Exists(SiteId site, CancellationToken cancellation) => store.Read(db => db.Sites.AnyAsync(s => s.Id == site.Value, cancellation), cancellation);

    private static Outcome<ImportReport> NoSuchSite() => Outcome.Refused<ImportReport>(new Fault(FaultCode.NotFound, "siteId", "There is no such site."));

    private static JobKind KindOf(ListKind kind) => kind switch
    {
        ListKind.Sites => JobKind.ImportSites,
        ListKind.LocalNumbers => JobKind.ImportLocalNumbers,
        ListKind.Connectors => JobKind.ImportConnectors,
        ListKind.Decisions => JobKind.ImportDecisions,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
