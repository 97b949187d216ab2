using GraphQL;

namespace SystemConnector.Api.Transport;

/// <summary>Makes the answers of a subscription something to await.</summary>
internal sealed class OperationStream(Action<ExecutionResult> next) : IObserver<ExecutionResult>
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Hands over each answer until the stream ends or is stopped.</summary>
    public async Task Drain(IObservable<ExecutionResult> stream, CancellationToken stopping)
    {
        using var subscription = stream.Subscribe(this);
        await _ended.Task.WaitAsync(stopping);
    }

    public void OnNext(ExecutionResult value) => next(value);

    public void OnError(Exception error) => _ended.TrySetException(error);

    public void OnCompleted() => _ended.TrySetResult();
}
