using System.Collections.Immutable;
using SystemConnector.Contracts.Lists;

namespace SystemConnector.Contracts.Jobs;

/// <summary>Which jobs are wanted; what is null does not count.</summary>
public sealed record JobFilter
{
    /// <summary>Those of these sites; null for those of every site and of the cluster.</summary>
    public ImmutableArray<SiteId>? Sites { get; init; }

    /// <summary>Those in this state.</summary>
    public JobState? State { get; init; }
}

/// <summary>The jobs of the cluster, from any node.</summary>
public interface IJobs
{
    /// <summary>A job; null when there is none.</summary>
    Task<Job?> Find(JobId id, CancellationToken cancellation);

    /// <summary>Jobs, the latest first.</summary>
    Task<Slice<Job>> List(JobFilter filter, Window window, CancellationToken cancellation);

    /// <summary>How many jobs there are.</summary>
    Task<int> Count(JobFilter filter, CancellationToken cancellation);

    /// <summary>Has a job end at its next step, on whatever node it runs; one that waits ends at once.</summary>
    Task<Outcome<Job>> Cancel(JobId id);
}
