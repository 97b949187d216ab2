using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Storage;
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
    public async Task What_a_job_works_on_is_read_by_who_runs_it_alone()
    {
        var (work, statements) = (new Work(), new Statements());
        await using var node = await Start(work, new Events(), keepsJobs: false, configure: statements.Hear);
        var (jobs, site) = (node.Service<IJobs>(), SiteId.New());
        var job = (await node.Service<JobStore>().Submit(JobKind.Restore, site, "tester", "input"u8.ToArray())).Value!;
        statements.All.Clear();

        Assert.Equal(job, await jobs.Find(job.Id, Cancellation));
        Assert.Equal(job, Assert.Single((await jobs.List(new JobFilter { Sites = [site] }, new Window(10), Cancellation)).Items).Item);
        Assert.Equal(JobState.Cancelled, (await jobs.Cancel(job.Id)).Value!.State);

        var read = statements.All.Where(static s => s.StartsWith("SELECT", StringComparison.Ordinal) && s.Contains("\"job\"", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, read.Count);
        Assert.All(read, static s => Assert.DoesNotContain("\"input\"", s, StringComparison.Ordinal));
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

        await Until.Holds(async () => (await Task.WhenAll(jobs.Select(j => Find(node, j.Id)))).All(static j => j.FinishedAt is not null));
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

    [Fact]
    public async Task Job_whose_input_does_not_open_fails_and_keeps_no_other_waiting()
    {
        var work = new Work();
        await using var node = await Start(work, new Events(), keepsJobs: false);
        var store = node.Service<JobStore>();
        var damaged = (await store.Submit(JobKind.Restore, null, "tester", new byte[1])).Value!;
        await using (var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(Cancellation))
            await db.Jobs.ExecuteUpdateAsync(set => set.SetProperty(static j => j.Input, new byte[] { 1, 2, 3 }), Cancellation);
        var after = (await store.Submit(JobKind.Restore, null, "tester", "after"u8.ToArray())).Value!;
        work.Go.Release();
        await using var keeper = await Keep(node);

        await Until.Holds(async () => (await Find(node, after.Id)).State == JobState.Succeeded);
        await Until.Holds(async () => (await Find(node, damaged.Id)).FinishedAt is not null);
        Assert.Contains("does not open", (await Find(node, damaged.Id)).Faults.Single().Message, StringComparison.Ordinal);
        Assert.Equal("after", work.Inputs.Single());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_interrupted_run_wrote_is_told_when_its_job_goes_on_or_is_cancelled(bool isCancelled)
    {
        var (work, events) = (new Work(), new Events());
        await using var node = await Start(work, events, keepsJobs: false);
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "10100", "10199");
        Assert.Equal(0, await node.Range(connector.Ranges[0].Id).CountConflicts());
        var text = "number\n" + string.Join('\n', Enumerable.Range(10_000, 6_000));
        var job = (await node.Service<IImports>().Import(new ImportRequest(ListKind.LocalNumbers, site, ListFormat.Csv, ImportMode.Merge, text), "tester")).Value!.Job!;

        // 1. The node goes behind the first step, which holds all numbers of the range.
        using var stopping = new CancellationTokenSource();
        var self = node.Service<IClusterNodes>().Self;
        var run = (await node.Service<JobStore>().Take(self, [self], []))!;
        events.OnJob = changed =>
        {
            if (changed.Job.Progress.Done > 0) stopping.Cancel();
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => node.Service<IEnumerable<IJobWork>>().Single(static w => w.Kind == JobKind.ImportLocalNumbers).Run(run, stopping.Token));
        await node.Service<JobStore>().Release(run);
        Assert.Equal(2_000, (await Find(node, job.Id)).Progress.Created);

        // 2. Another one ends it.
        events.OnJob = null;
        if (isCancelled) Assert.Equal((JobState.Queued, true), ((await node.Service<IJobs>().Cancel(job.Id)).Value!.State, (await Find(node, job.Id)).CancelRequested));
        await using var keeper = await Keep(node);
        await Until.Holds(async () => (await Find(node, job.Id)).FinishedAt is not null);

        Assert.Equal((isCancelled ? JobState.Cancelled : JobState.Succeeded, isCancelled ? 2_000 : 6_000), ((await Find(node, job.Id)).State, (await Find(node, job.Id)).Progress.Created));
        Assert.NotNull(node.Feed.Current.FindSite(site)!.FindNumber(Number.Parse("10150")));
        Assert.Equal(100, await node.Range(connector.Ranges[0].Id).CountConflicts());
        await Until.Holds(async () => await node.Service<IConfigurationQueries>().CountConnectors(new ConnectorFilter { HasConflicts = true }, Cancellation) == 1);
    }

    private static async Task<Job> Find(TestNode node, JobId id) => (await node.Service<IJobs>().Find(id, Cancellation))!;

    /// <summary>Runs the jobs of a node that was started without its keeper.</summary>
    private static async Task<Keeper> Keep(TestNode node)
    {
        var keeper = new Keeper(ActivatorUtilities.CreateInstance<JobKeeper>(node.Service<IServiceProvider>()));
        await keeper.Service.StartAsync(Cancellation);
        return keeper;
    }

    private static Task<TestNode> Start(Work work, Events events, string? directory = null, bool keepsJobs = true, Action<IHostApplicationBuilder>? configure = null) => TestNode.Start(directory, configure: builder =>
    {
        configure?.Invoke(builder);
        if (!keepsJobs) builder.Services.Remove(builder.Services.Single(static s => s.ImplementationType == typeof(JobKeeper)));
        builder.Services.AddSingleton<IEventPublisher>(events);
        // The last of a kind would be two: the one that restores gives way.
        builder.Services.Remove(builder.Services.Single(static s => s.ServiceType == typeof(IJobWork) && s.ImplementationType == typeof(SystemConnector.Grains.Backups.RestoreWork)));
        builder.Services.AddSingleton<IJobWork>(work);
    });

    private sealed class Events : IEventPublisher
    {
        public ConcurrentQueue<JobChanged> Told { get; } = new();

        public Action<JobChanged>? OnJob { get; set; }

        public void Publish(ClusterEvent happened)
        {
            if (happened is not JobChanged changed) return;
            Told.Enqueue(changed);
            OnJob?.Invoke(changed);
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

    private sealed record Keeper(JobKeeper Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Service.StopAsync(CancellationToken.None);
            Service.Dispose();
        }
    }
}
