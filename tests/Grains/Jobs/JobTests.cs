using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Jobs;

/// <summary>Jobs that are run, cancelled, given back and taken over.</summary>
public sealed class JobTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_is_run_told_and_remembered()
    {
        var (work, events) = (new Work(), new Events());
        await using var node = await Start(work, events);
        var job = (await node.Service<JobStore>().Submit(JobKind.Restore, null, "tester", "input"u8.ToArray())).Value!;
        work.Go.Release();
        await Until.Holds(async () => (await Find(node, job.Id)).State == JobState.Succeeded);

        Assert.Equal("input", work.Inputs.Single());
        Assert.Equal([JobState.Queued, JobState.Running, JobState.Succeeded], events.Told.Select(static e => e.Job.State).Distinct());
        Assert.Equal(FaultCode.Contradiction, (await node.Service<IJobs>().Cancel(job.Id)).Faults.Single().Code);
        Assert.Equal(FaultCode.NotFound, (await node.Service<IJobs>().Cancel(JobId.New())).Faults.Single().Code);
    }

    [Fact]
    public async Task Few_jobs_run_at_once_and_each_can_be_cancelled()
    {
        var work = new Work();
        await using var node = await Start(work, new Events());
        var jobs = new List<Job>();
        for (var i = 0; i < 4; i++) jobs.Add((await node.Service<JobStore>().Submit(JobKind.Restore, null, "tester", new byte[] { (byte)i })).Value!);
        await Until.Holds(() => work.Inputs.Count == JobKeeper.MaxRunning);

        Assert.Equal(JobState.Cancelled, (await node.Service<IJobs>().Cancel(jobs[3].Id)).Value!.State);
        var running = (await node.Service<IJobs>().Cancel(jobs[0].Id)).Value!;
        Assert.Equal((JobState.Running, true), (running.State, running.CancelRequested));
        Assert.Equal(2, await node.Service<IJobs>().Count(new JobFilter { State = JobState.Running }, Cancellation));
        work.Go.Release(4);

        await Until.Holds(async () => (await Find(node, jobs[2].Id)).State == JobState.Succeeded);
        Assert.Equal([JobState.Cancelled, JobState.Succeeded, JobState.Succeeded, JobState.Cancelled], (await Task.WhenAll(jobs.Select(j => Find(node, j.Id)))).Select(static j => j.State));
        Assert.Equal(3, work.Inputs.Count);
    }

    [Fact]
    public async Task Fault_and_bug_end_a_job_with_a_word()
    {
        var work = new Work { Result = [new ImportFault(7, "number", FaultCode.Taken, "It is taken.")] };
        await using var node = await Start(work, new Events());
        work.Go.Release(2);
        var faulty = (await node.Service<JobStore>().Submit(JobKind.Restore, null, "tester", new byte[1])).Value!;
        await Until.Holds(async () => (await Find(node, faulty.Id)).FinishedAt is not null);
        Assert.Equal(work.Result, (await Find(node, faulty.Id)).Faults);

        var unknown = (await node.Service<JobStore>().Submit((JobKind)99, null, "tester", new byte[1])).Value!;
        await Until.Holds(async () => (await Find(node, unknown.Id)).FinishedAt is not null);
        Assert.Equal((JobState.Failed, 1), ((await Find(node, unknown.Id)).State, (await Find(node, unknown.Id)).FaultCount));
    }

    [Fact]
    public async Task Node_that_stops_gives_its_job_back_and_the_next_one_goes_on()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        var (first, second) = (new Work(), new Work());
        Job job;
        await using (var node = await Start(first, new Events(), directory))
        {
            job = (await node.Service<JobStore>().Submit(JobKind.Restore, null, "tester", "again"u8.ToArray())).Value!;
            await Until.Holds(() => first.Inputs.Count == 1);
        }
        second.Go.Release();
        await using (var node = await Start(second, new Events(), directory))
            await Until.Holds(async () => (await Find(node, job.Id)).State == JobState.Succeeded);
        Assert.Equal("again", second.Inputs.Single());
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Job_of_a_node_that_is_gone_is_taken_and_a_former_run_writes_nothing_more()
    {
        var work = new Work();
        await using var node = await Start(work, new Events());
        var (store, self) = (node.Service<JobStore>(), node.Service<IClusterNodes>().Self);
        var job = (await store.Submit(JobKind.Restore, null, "tester", new byte[1])).Value!;
        await Until.Holds(() => work.Inputs.Count == 1);

        // Another node, which does not see this one, takes it; then that one is gone, and this one takes it again.
        var other = self with { Number = 77, Name = "other" };
        Assert.Null(await store.Take(other, [other, self], []));
        var taken = (await store.Take(other, [other], []))!;
        work.Go.Release(2);
        await Until.Holds(async () => (await Find(node, job.Id)).State == JobState.Succeeded);

        Assert.Equal(2, work.Inputs.Count);
        await Assert.ThrowsAsync<StaleJobException>(() => taken.Advance(new ImportCounts(5, 5)));
        await store.End(taken, JobState.Failed, []);
        Assert.Equal((JobState.Succeeded, 1), ((await Find(node, job.Id)).State, (await Find(node, job.Id)).Progress.Total));
    }

    private static async Task<Job> Find(TestNode node, JobId id) => (await node.Service<IJobs>().Find(id, Cancellation))!;

    private static Task<TestNode> Start(Work work, Events events, string? directory = null) => TestNode.Start(directory, configure: builder =>
    {
        builder.Services.AddSingleton<IEventPublisher>(events);
        // The last of a kind would be two: the one that restores gives way.
        builder.Services.Remove(builder.Services.Single(static s => s.ServiceType == typeof(IJobWork) && s.ImplementationType == typeof(SystemConnector.Grains.Backups.RestoreWork)));
        builder.Services.AddSingleton<IJobWork>(work);
    });

    private sealed class Events : IEventPublisher
    {
        public ConcurrentQueue<JobChanged> Told { get; } = new();

        public void Publish(ClusterEvent happened)
        {
            if (happened is JobChanged changed) Told.Enqueue(changed);
        }
    }

    /// <summary>Work that waits until it is let go on, then says so and ends.</summary>
    private sealed class Work : IJobWork
    {
        public JobKind Kind => JobKind.Restore;

        public SemaphoreSlim Go { get; } = new(0);

        public ConcurrentQueue<string> Inputs { get; } = new();

        public ImmutableArray<ImportFault> Result { get; init; } = [];

        public async Task<ImmutableArray<ImportFault>> Run(JobRun run, CancellationToken stopping)
        {
            Inputs.Enqueue(System.Text.Encoding.UTF8.GetString(run.Input.Span));
            await Go.WaitAsync(stopping);
            await run.Advance(new ImportCounts(1, 1));
            return Result;
        }
    }
}
