namespace SystemConnector.Grains.Jobs;

/// <summary>Wakes this node's keeper of jobs when one was added here.</summary>
internal sealed class JobSignal
{
    private TaskCompletionSource _set = New();

    /// <summary>Completes when a job is added after this was read.</summary>
    public Task Next => Volatile.Read(ref _set).Task;

    public void Set() => Interlocked.Exchange(ref _set, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
