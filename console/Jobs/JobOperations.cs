using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Jobs;

/// <summary>How far a job is.</summary>
public enum JobState
{
    /// <summary>It waits for a node.</summary>
    Queued,

    /// <summary>A node works on it.</summary>
    Running,

    /// <summary>It is done.</summary>
    Succeeded,

    /// <summary>It ended with faults.</summary>
    Failed,

    /// <summary>It was cancelled.</summary>
    Cancelled,
}

/// <summary>What the console asks about jobs.</summary>
internal static class JobOperations
{
    public static readonly Operation<Found> Find = new("""
        query ($id: ID!) {
          job(id: $id) { id state cancelRequested faultCount faults { line column message } progress { total created changed unchanged deleted done } }
        }
        """);

    public static readonly Operation<OfSite> AtWork = new("""
        query ($site: ID!) {
          running: jobs(siteId: $site, first: 5, state: RUNNING) { nodes { id } }
          queued: jobs(siteId: $site, first: 5, state: QUEUED) { nodes { id } }
        }
        """);

    public static readonly Operation<Cancelled> Cancel = new("""
        mutation ($input: CancelJobInput!) { change: cancelJob(input: $input) { errors { __typename ... on Error { field message } } } }
        """);

    internal sealed record Found(Job? Job);

    internal sealed record OfSite(Few Running, Few Queued);

    internal sealed record Few(IReadOnlyList<Named> Nodes);

    internal sealed record Named(string Id);

    internal sealed record Job(string Id, JobState State, bool CancelRequested, int FaultCount, IReadOnlyList<ImportFault> Faults, ImportCounts Progress)
    {
        public bool IsOver => State is not (JobState.Queued or JobState.Running);
    }

    internal sealed record Cancelled(Payload Change);

    internal sealed record Payload(IReadOnlyList<Refusal> Errors);
}
