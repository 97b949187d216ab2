using System.Collections.Immutable;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Grains.Jobs;

/// <summary>
/// Does the work of one kind of job. It may be run again from its beginning on another node, however far it came: what it did is done
/// once, or done again to the same end.
/// </summary>
internal interface IJobWork
{
    /// <summary>What it does.</summary>
    JobKind Kind { get; }

    /// <summary>Does it; the faults that kept it from being done, none when it is.</summary>
    Task<ImmutableArray<ImportFault>> Run(JobRun run, CancellationToken stopping);

    /// <summary>
    /// Has everyone learn of what all its runs wrote, where that is not said with each write. Done before a job of which something was written
    /// ends, however it ends, and done again should the node be gone before it has ended.
    /// </summary>
    Task Settle(JobRun run, CancellationToken stopping) => Task.CompletedTask;
}

/// <summary>Another run of the job began, on another node: this one ends and writes nothing more.</summary>
internal sealed class StaleJobException(JobId job) : Exception($"Job {job} runs elsewhere.");

/// <summary>Somebody wants the job to end.</summary>
internal sealed class JobCancelledException(JobId job) : Exception($"Job {job} was cancelled.");
