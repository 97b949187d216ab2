using System.Text;
using GraphQL;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.Transport;

/// <summary>Makes the answers of a subscription, one event after the other.</summary>
internal sealed class EventRenderer : IObserver<ExecutionResult>, IDisposable
{
    private readonly EventSource _source;
    private readonly IGraphQLTextSerializer _serializer;
    private readonly TimeSpan _bound;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private TaskCompletionSource<ExecutionResult> _answer = new();

    /// <param name="stream">What the operation came to.</param>
    /// <param name="source">Its events.</param>
    /// <param name="serializer">Writes its answers.</param>
    /// <param name="bound">How long one answer may take.</param>
    /// <param name="time">The time.</param>
    public EventRenderer(IObservable<ExecutionResult> stream, EventSource source, IGraphQLTextSerializer serializer, TimeSpan bound, TimeProvider time)
    {
        (_source, _serializer, _bound, _time) = (source, serializer, bound, time);
        _subscription = stream.Subscribe(this);
    }

    /// <summary>Appends the answers to those of the events that are wanted.</summary>
    /// <param name="events">The events.</param>
    /// <param name="repeatsUntil">Up to here also those count that the node had before.</param>
    /// <param name="answers">To what they are appended.</param>
    /// <param name="stopping">Nobody wants them any more.</param>
    /// <exception cref="ExecutionError">One takes too long.</exception>
    public async Task Render(IReadOnlyList<LoggedEvent> events, long repeatsUntil, List<Answer> answers, CancellationToken stopping)
    {
        foreach (var logged in events)
        {
            if (!_source.Wants(logged.Event) || (logged.IsRepeat && logged.Position >= repeatsUntil)) continue;
            _answer = new TaskCompletionSource<ExecutionResult>();
            _source.Tell(logged);
            answers.Add(new Answer(logged.Position, Encoding.UTF8.GetBytes(_serializer.Serialize(await Answer(stopping)))));
        }
    }

    public void OnNext(ExecutionResult value) => _answer.TrySetResult(value);

    public void OnError(Exception error) => _answer.TrySetException(error);

    public void OnCompleted() => _answer.TrySetCanceled();

    private async Task<ExecutionResult> Answer(CancellationToken stopping)
    {
        try
        {
            // Made at once as a rule, without a timer.
            return await (_answer.Task.IsCompleted ? _answer.Task : _answer.Task.WaitAsync(_bound, _time, stopping));
        }
        catch (TimeoutException)
        {
            throw new ExecutionError($"An answer was given up after {_bound.TotalSeconds:0} s.") { Code = GraphQLExecution.TimeoutCode };
        }
    }

    public void Dispose() => _subscription.Dispose();
}
