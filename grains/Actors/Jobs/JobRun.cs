using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Jobs;

/// <summary>One run of a job on this node: what it works on, and how it says how far it is.</summary>
internal sealed class JobRun(Job job, long epoch, Func<byte[]> open, ConfigurationStore store, IEventPublisher events, TimeProvider time)
{
    private byte[]? _input;

    public Job Job { get; } = job;

    /// <summary>Names this run: a later one of the same job has a higher one.</summary>
    public long Epoch => epoch;

    /// <summary>Opened when it is asked for: one that does not open is the fault of its job alone.</summary>
    /// <exception cref="SecretUnreadableException">It does not open.</exception>
    public ReadOnlyMemory<byte> Input => _input ??= open();

    /// <summary>What former runs did, and this one so far.</summary>
    public ImportCounts Counts { get; private set; } = job.Progress;

    /// <summary>
    /// Says how far it is within a transaction of the work: both are committed or none. The row stays locked until the commit, so a
    /// run that began elsewhere meanwhile sees all of this step or nothing of it.
    /// </summary>
    /// <exception cref="StaleJobException">It runs elsewhere.</exception>
    /// <exception cref="JobCancelledException">It is to end.</exception>
    public async Task Advance(ConnectorDb db, ImportCounts counts)
    {
        var id = Job.Id.Value;
        var held = await db.Jobs.Where(j => j.Id == id && j.Epoch == epoch && j.State == (int)JobState.Running).ExecuteUpdateAsync(set => set
            .SetProperty(static j => j.Total, counts.Total)
            .SetProperty(static j => j.Done, counts.Done)
            .SetProperty(static j => j.Created, counts.Created)
            .SetProperty(static j => j.Changed, counts.Changed)
            .SetProperty(static j => j.Unchanged, counts.Unchanged)
            .SetProperty(static j => j.Deleted, counts.Deleted));
        if (held == 0) throw new StaleJobException(Job.Id);
        if (await db.Jobs.Where(j => j.Id == id).Select(static j => j.CancelRequested).SingleAsync()) throw new JobCancelledException(Job.Id);
        Counts = counts;
    }

    /// <summary>The same beside the work, where that is others' transactions.</summary>
    public async Task Advance(ImportCounts counts)
    {
        await store.Read(async db =>
        {
            await Advance(db, counts);
            return true;
        });
        Tell();
    }

    /// <summary>Tells subscribers how far it is, once that is committed.</summary>
    public void Tell() => events.Publish(new JobChanged(Job.Site, time.GetUtcNow(), Job with { State = JobState.Running, Progress = Counts }));
}
