using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Jobs;

/// <summary>
/// Runs jobs on this node, few at a time: those that wait, and those whose node is gone. No grain runs them, since its turn would last
/// for as long as they do.
/// </summary>
internal sealed partial class JobKeeper(
    JobStore jobs, JobSignal signal, IClusterNodes nodes, RoutingTableFeed feed, IEnumerable<IJobWork> works, TimeProvider time, ILogger<JobKeeper> logger)
    : BackgroundService
{
    /// <summary>Jobs that run on this node at once: they read and write the same database, and the node has calls to carry.</summary>
    public const int MaxRunning = 2;

    /// <summary>Runs after which a job is given up: what it works on may be what ends its nodes.</summary>
    private const int MaxRuns = 10;

    /// <summary>How often a node looks for jobs that others added, or left behind.</summary>
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private readonly FrozenDictionary<JobKind, IJobWork> _works = works.ToFrozenDictionary(static w => w.Kind);
    private readonly ConcurrentDictionary<JobId, Task> _running = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await feed.Loaded.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            // Read before the jobs are looked at, so that none added between the two is missed.
            var added = signal.Next;
            try
            {
                while (_running.Count < MaxRunning && !stoppingToken.IsCancellationRequested
                    && await jobs.Take(nodes.Self, nodes.All, [.. _running.Keys]) is { } run)
                    Begin(run, stoppingToken);
            }
            catch (StorageUnavailableException)
            {
                // The next look finds them.
            }
#pragma warning disable CA1031 // A job that cannot be read must not keep the node from those after it for ever unsaid.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogNotTaken(exception);
            }
            await ((Task)Task.WhenAny([added, .. _running.Values])).WaitAsync(_interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await Task.WhenAll(_running.Values);
    }

    private void Begin(JobRun run, CancellationToken stopping)
    {
        var task = Work(run, stopping);
        _running[run.Job.Id] = task;
        task.ContinueWith(_ => _running.TryRemove(run.Job.Id, out Task? _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (task.IsCompleted) _running.TryRemove(run.Job.Id, out _);
    }

    private async Task Work(JobRun run, CancellationToken stopping)
    {
        await Task.Yield();
        new Actor(run.Job.StartedBy, $"job {run.Job.Kind}").Enter();
        try
        {
            var work = _works.GetValueOrDefault(run.Job.Kind);
            var (state, faults) = await Run(work, run, stopping);
            if (run.Counts.Done > 0 && work is not null) await work.Settle(run, stopping);
            await jobs.End(run, state, faults);
        }
        catch (StaleJobException exception)
        {
            LogStale(exception.Message);
        }
        catch (Exception exception) when (exception is StorageUnavailableException || stopping.IsCancellationRequested)
        {
            // It stays as it is, or is given back, and whoever looks next goes on with it.
            await GiveBack(run);
        }
#pragma warning disable CA1031 // What cannot be told must not keep the job from its end.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(run.Job.Id, run.Job.Kind, exception);
            await Try(run, () => jobs.End(run, JobState.Failed, [SomethingInside]));
        }
    }

    /// <summary>How a run ends; what keeps it from ending here at all passes through.</summary>
    private async Task<(JobState State, ImmutableArray<ImportFault> Faults)> Run(IJobWork? work, JobRun run, CancellationToken stopping)
    {
        if (run.Epoch > MaxRuns)
            return (JobState.Failed, [new ImportFault(0, null, FaultCode.Contradiction, $"It was begun {MaxRuns} times, and its node ended each time: it is given up.")]);
        try
        {
            if (work is null) throw new InvalidOperationException($"Nobody does {run.Job.Kind}.");
            var faults = await work.Run(run, stopping);
            return (faults.IsEmpty ? JobState.Succeeded : JobState.Failed, faults);
        }
        catch (JobCancelledException) when (!stopping.IsCancellationRequested)
        {
            return (JobState.Cancelled, []);
        }
        catch (SecretUnreadableException exception)
        {
            LogFailed(run.Job.Id, run.Job.Kind, exception);
            return (JobState.Failed, [new ImportFault(0, null, FaultCode.Contradiction, "What it works on does not open: it was sealed with another master key, or is damaged. Begin it again.")]);
        }
        // A bug ends the job that met it, with a word for people; the log has the rest.
        catch (Exception exception) when (exception is not (StaleJobException or StorageUnavailableException) && !stopping.IsCancellationRequested)
        {
            LogFailed(run.Job.Id, run.Job.Kind, exception);
            return (JobState.Failed, [SomethingInside]);
        }
    }

    private static ImportFault SomethingInside => new(0, null, FaultCode.Contradiction, "Something went wrong inside; the node's log has it.");

    private Task GiveBack(JobRun run) => Try(run, () => jobs.Release(run));

    private async Task Try(JobRun run, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (StorageUnavailableException)
        {
            // The job stands as running on this node and is not: it is taken again once the database is back.
        }
#pragma warning disable CA1031 // As above; the keeper waits for all that run, and must not end of one.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFailed(run.Job.Id, run.Job.Kind, exception);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Job {Job} ({Kind}) failed.")]
    private partial void LogFailed(JobId job, JobKind kind, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Message}")]
    private partial void LogStale(string message);

    [LoggerMessage(3, LogLevel.Error, "No job could be taken.")]
    private partial void LogNotTaken(Exception exception);
}
