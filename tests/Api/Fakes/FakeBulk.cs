using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Backups;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>Jobs, imports, exports and backups as a test wants them.</summary>
public sealed class FakeBulk(World world) : IJobs, IImports, IExports, IBackups
{
    public const string Passphrase = "correct horse battery staple";

    private static readonly ImportReport _imported = new(new ImportCounts(3, 3, 1, 1, 1), [], []);

    private static readonly BackupSummary _summary = new(DateTimeOffset.UnixEpoch, 1, 2, 3, 4, 5, 6);

    public Task<Job?> Find(JobId id, CancellationToken cancellation) => Task.FromResult(world.Jobs.GetValueOrDefault(id));

    public Task<Slice<Job>> List(JobFilter filter, Window window, CancellationToken cancellation)
    {
        var jobs = Of(filter).OrderByDescending(job => job.Id.ToString(), StringComparer.Ordinal)
            .SkipWhile(job => window.After is { } after && string.CompareOrdinal(job.Id.ToString(), after.Id) >= 0).ToList();
        return Task.FromResult(new Slice<Job>([.. jobs.Take(window.First).Select(job => new Listed<Job>(job, new ListKey("", job.Id.ToString())))], jobs.Count > window.First));
    }

    public Task<int> Count(JobFilter filter, CancellationToken cancellation) => Task.FromResult(Of(filter).Count());

    public Task<Outcome<Job>> Cancel(JobId id) => Task.FromResult(world.Jobs.TryGetValue(id, out var job)
        ? Outcome.Of(world.Jobs[id] = job with { State = JobState.Cancelled, CancelRequested = true })
        : Outcome.Refused<Job>(new Fault(FaultCode.NotFound, "id", "There is no such job.")));

    public Task<Outcome<ImportReport>> Try(ImportRequest request, CancellationToken cancellation) => Task.FromResult(Report(request.Site));

    public Task<Outcome<ImportReport>> Import(ImportRequest request, string startedBy)
    {
        world.Imports.Add((request, startedBy));
        return Task.FromResult(Report(request.Site));
    }

    public Task<Outcome<ImportReport>> DeleteLocalNumbers(SiteId site, LocalNumberFilter filter, bool dryRun, string startedBy) => Task.FromResult(filter.IsEmpty
        ? Outcome.Refused<ImportReport>(new Fault(FaultCode.Required, "filter", "The filter must say which numbers are meant."))
        : !world.Sites.ContainsKey(site) ? NoSuchSite()
        : Outcome.Of(new ImportReport(new ImportCounts(Deleted: 7), [], [])));

    public Task<ExportPage?> Read(ListKind kind, SiteScope within, SiteId? site, ListFormat format, string? after, CancellationToken cancellation)
    {
        if (after is not null && site is { } read && world.WhileExporting.TryGetValue(read, out var meanwhile)) meanwhile();
        return Task.FromResult(
            kind != ListKind.Sites && (site is not { } id || !within.Holds(id) || !world.Sites.ContainsKey(id)) ? null
            : after is null ? new ExportPage("number\r\n100\r\n", "100") : new ExportPage("101\r\n", null));
    }

    public Task<Outcome<Backup>> Make(string passphrase, CancellationToken cancellation) => Task.FromResult(passphrase == Passphrase
        ? Outcome.Of(new Backup("{}", _summary))
        : Outcome.Refused<Backup>(new Fault(FaultCode.OutOfRange, "passphrase", "The passphrase has 12 to 1000 characters.")));

    public Task<Outcome<RestoreReport>> Restore(string document, string passphrase, RestoreMode mode, bool dryRun, string startedBy) => Task.FromResult(passphrase == Passphrase
        ? Outcome.Of(new RestoreReport(_summary, _summary with { MadeAt = default }, null))
        : Outcome.Refused<RestoreReport>(new Fault(FaultCode.Contradiction, "passphrase", "This is not the passphrase with which the backup was made.")));

    private IEnumerable<Job> Of(JobFilter filter) =>
        world.Jobs.Values.Where(job => (filter.Sites is not { } sites || (job.Site is { } site && sites.Contains(site))) && (filter.State is not { } state || job.State == state));

    private Outcome<ImportReport> Report(SiteId? site) =>
        site is not { } id ? Outcome.Of(_imported)
        : world.Sites.ContainsKey(id) ? Outcome.Of(world.ImportReports.GetValueOrDefault(id, _imported))
        : NoSuchSite();

    private static Outcome<ImportReport> NoSuchSite() => Outcome.Refused<ImportReport>(new Fault(FaultCode.NotFound, "siteId", "There is no site with this id."));
}
