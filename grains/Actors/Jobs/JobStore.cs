using System.Collections.Immutable;
using System.IO.Compression;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Jobs;

/// <summary>Keeps jobs in the database, where every node finds them.</summary>
internal sealed class JobStore(ConfigurationStore store, SecretProtector protector, JobSignal signal, IEventPublisher events, TimeProvider time) : IJobs
{
    /// <summary>How long a job is remembered after its end.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>How many jobs may wait or run; what is more is refused, since each keeps what it works on.</summary>
    private const int MaxOpen = 100;

    public Task<Job?> Find(JobId id, CancellationToken cancellation) => store.Read(async db =>
        await WithoutInput(db.Jobs).SingleOrDefaultAsync(j => j.Id == id.Value, cancellation) is { } row ? JobRecords.Of(row) : null, cancellation);

    public Task<Slice<Job>> List(JobFilter filter, Window window, CancellationToken cancellation) => store.Read(async db =>
    {
        // The latest first: ids grow with time.
        var rows = await WithoutInput(Of(db, filter).Page(static j => j.Id, ListPlaces.Guid(window.After), !window.Descending, window.First + 1)).ToListAsync(cancellation);
        return new Slice<Job>([.. rows.Take(window.First).Select(static j => new Listed<Job>(JobRecords.Of(j), ListPlaces.Of("", j.Id)))], rows.Count > window.First);
    }, cancellation);

    public Task<int> Count(JobFilter filter, CancellationToken cancellation) => store.Read(db => Of(db, filter).CountAsync(cancellation), cancellation);

    public async Task<Outcome<Job>> Cancel(JobId id)
    {
        try
        {
            var now = Now;
            var found = await store.Read(async db =>
            {
                await db.Jobs.Where(j => j.Id == id.Value && j.State == (int)JobState.Queued && j.Epoch == 0).ExecuteUpdateAsync(set => set
                    .SetProperty(static j => j.CancelRequested, true).SetProperty(static j => j.State, (int)JobState.Cancelled)
                    .SetProperty(static j => j.FinishedAt, now).SetProperty(static j => j.Input, (byte[]?)null));
                // One that was begun ends by a run, even when it was given back: what was written is still to be told.
                await db.Jobs.Where(j => j.Id == id.Value && (j.State == (int)JobState.Running || j.State == (int)JobState.Queued))
                    .ExecuteUpdateAsync(static set => set.SetProperty(static j => j.CancelRequested, true));
                return await WithoutInput(db.Jobs).SingleOrDefaultAsync(j => j.Id == id.Value);
            });
            if (found is null) return Outcome.Refused<Job>(new Fault(FaultCode.NotFound, "id", "There is no such job."));
            var job = JobRecords.Of(found);
            if (!job.CancelRequested) return Outcome.Refused<Job>(new Fault(FaultCode.Contradiction, "id", "The job has ended already."));
            Tell(job);
            signal.Set();
            return Outcome.Of(job);
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<Job>(StorageFault.Of(exception));
        }
    }

    /// <summary>Has a job done by whatever node has time.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="site">The site that it is about.</param>
    /// <param name="startedBy">Who wants it.</param>
    /// <param name="input">What it works on; kept sealed until it ends.</param>
    public async Task<Outcome<Job>> Submit(JobKind kind, SiteId? site, string startedBy, ReadOnlyMemory<byte> input)
    {
        var row = new JobRow
        {
            Id = JobId.New().Value,
            Kind = (int)kind,
            SiteId = site?.Value,
            State = (int)JobState.Queued,
            StartedBy = startedBy,
            CreatedAt = Now,
        };
        row.Input = protector.Protect(Purpose(row.Id), Compressed(input));
        var isFull = await store.Read(async db =>
        {
            if (await db.Jobs.CountAsync(static j => j.State == (int)JobState.Queued || j.State == (int)JobState.Running) >= MaxOpen) return true;
            var forgotten = time.GetUtcNow().Subtract(Remembered).ToUnixTimeMilliseconds();
            await db.Jobs.Where(j => j.FinishedAt > 0 && j.FinishedAt < forgotten).ExecuteDeleteAsync();
            db.Jobs.Add(row);
            await db.SaveChangesAsync();
            return false;
        });
        if (isFull) return Outcome.Refused<Job>(new Fault(FaultCode.OutOfRange, "", $"{MaxOpen} jobs wait or run: wait until one has ended, or cancel one."));
        var job = JobRecords.Of(row);
        Tell(job);
        signal.Set();
        return Outcome.Of(job);
    }

    /// <summary>
    /// Takes the oldest job that nobody runs: one that waits, or whose node is gone. Null when there is none. Another node that wants the
    /// same at the same moment does not get it, for the epoch has grown.
    /// </summary>
    public Task<JobRun?> Take(ClusterNode self, IReadOnlyCollection<ClusterNode> nodes, IReadOnlyCollection<JobId> running) => store.Read(async db =>
    {
        int[] others = [.. nodes.Where(n => n.State != NodeState.Gone && n.Number != self.Number).Select(static n => (int)n.Number)];
        Guid[] mine = [.. running.Select(static j => j.Value)];
        var free = await db.Jobs
            .Where(j => j.State == (int)JobState.Queued || (j.State == (int)JobState.Running && !others.Contains(j.Node) && !mine.Contains(j.Id)))
            .OrderBy(static j => j.Id).FirstOrDefaultAsync();
        if (free is null) return null;
        var (epoch, number) = (free.Epoch, (int)self.Number);
        var taken = await db.Jobs.Where(j => j.Id == free.Id && j.Epoch == epoch && (j.State == (int)JobState.Queued || j.State == (int)JobState.Running))
            .ExecuteUpdateAsync(set => set.SetProperty(static j => j.Epoch, epoch + 1).SetProperty(static j => j.Node, number).SetProperty(static j => j.State, (int)JobState.Running));
        if (taken == 0) return null;
        free.State = (int)JobState.Running;
        var run = new JobRun(JobRecords.Of(free), epoch + 1, () => Decompressed(protector.Unprotect(Purpose(free.Id), free.Input)), store, events, time);
        run.Tell();
        return run;
    });

    /// <summary>Writes how a run ended, unless another one began.</summary>
    public async Task End(JobRun run, JobState state, ImmutableArray<ImportFault> faults)
    {
        var (id, now, text, epoch) = (run.Job.Id.Value, Now, JobRecords.Write(faults), run.Epoch);
        var ended = await store.Read(async db =>
        {
            var written = await db.Jobs.Where(j => j.Id == id && j.Epoch == epoch && j.State == (int)JobState.Running).ExecuteUpdateAsync(set => set
                .SetProperty(static j => j.State, (int)state).SetProperty(static j => j.FinishedAt, now).SetProperty(static j => j.Input, (byte[]?)null)
                .SetProperty(static j => j.Faults, text).SetProperty(static j => j.FaultCount, faults.Length).SetProperty(static j => j.Node, 0));
            return written == 0 ? null : await WithoutInput(db.Jobs).SingleAsync(j => j.Id == id);
        });
        if (ended is not null) Tell(JobRecords.Of(ended));
    }

    /// <summary>Gives a job back that this node cannot go on with, so that another takes it at once.</summary>
    public Task Release(JobRun run) => store.Read(db => db.Jobs
        .Where(j => j.Id == run.Job.Id.Value && j.Epoch == run.Epoch && j.State == (int)JobState.Running)
        .ExecuteUpdateAsync(static set => set.SetProperty(static j => j.State, (int)JobState.Queued).SetProperty(static j => j.Node, 0)));

    /// <summary>All that is told of jobs. What one works on may have many megabytes: who runs it reads that.</summary>
    private static IQueryable<JobRow> WithoutInput(IQueryable<JobRow> jobs) => jobs.Select(static j => new JobRow
    {
        Id = j.Id,
        Kind = j.Kind,
        SiteId = j.SiteId,
        State = j.State,
        StartedBy = j.StartedBy,
        CreatedAt = j.CreatedAt,
        FinishedAt = j.FinishedAt,
        Node = j.Node,
        Epoch = j.Epoch,
        CancelRequested = j.CancelRequested,
        Total = j.Total,
        Done = j.Done,
        Created = j.Created,
        Changed = j.Changed,
        Unchanged = j.Unchanged,
        Deleted = j.Deleted,
        Faults = j.Faults,
        FaultCount = j.FaultCount,
    });

    private static IQueryable<JobRow> Of(ConnectorDb db, JobFilter filter)
    {
        IQueryable<JobRow> rows = db.Jobs;
        if (filter.Sites is { } sites)
        {
            Guid?[] ids = [.. sites.Select(static s => s.Value)];
            rows = rows.Where(j => ids.Contains(j.SiteId));
        }
        if (filter.State is { } state) rows = rows.Where(j => j.State == (int)state);
        return rows;
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Tell(Job job) => events.Publish(new JobChanged(job.Site, time.GetUtcNow(), job));

    private static string Purpose(Guid job) => $"job/{job:N}/input";

    private static byte[] Compressed(ReadOnlyMemory<byte> input)
    {
        using var buffer = new MemoryStream();
        using (var brotli = new BrotliStream(buffer, CompressionLevel.Fastest)) brotli.Write(input.Span);
        return buffer.ToArray();
    }

    private static byte[] Decompressed(byte[] input)
    {
        using var brotli = new BrotliStream(new MemoryStream(input), CompressionMode.Decompress);
        using var buffer = new MemoryStream();
        brotli.CopyTo(buffer);
        return buffer.ToArray();
    }
}
