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
    private readonly IDisposable _subscription;
    private TaskCompletionSource<ExecutionResult> _answer = new();

    public EventRenderer(IObservable<ExecutionResult> stream, EventSource source, IGraphQLTextSerializer serializer)
    {
        (_source, _serializer) = (source, serializer);
        _subscription = stream.Subscribe(this);
    }

    /// <summary>Appends the answers to those of the events that are wanted.</summary>
    /// <param name="events">The events.</param>
    /// <param name="repeatsUntil">Up to here also those count that the node had before.</param>
    /// <param name="answers">To what they are appended.</param>
    public async Task Render(IReadOnlyList<LoggedEvent> events, long repeatsUntil, List<Answer> answers)
    {
        foreach (var logged in events)
        {
            if (!_source.Wants(logged.Event) || (logged.IsRepeat && logged.Position >= repeatsUntil)) continue;
            _answer = new TaskCompletionSource<ExecutionResult>();
            _source.Tell(logged);
            answers.Add(new Answer(logged.Position, Encoding.UTF8.GetBytes(_serializer.Serialize(await _answer.Task))));
        }
    }

    public void OnNext(ExecutionResult value) => _answer.TrySetResult(value);

    public void OnError(Exception error) => _answer.TrySetException(error);

    public void OnCompleted() => _answer.TrySetCanceled();

    public void Dispose() => _subscription.Dispose();
}
