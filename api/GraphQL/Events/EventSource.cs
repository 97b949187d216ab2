using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.GraphQL.Events;

/// <summary>What one subscription wants of the log of events, and from where on. It tells an event when it is handed one.</summary>
internal abstract class EventSource(EventPlace start, string? afterVariable, Func<ClusterEvent, bool> wants)
{
    /// <summary>Where it begins.</summary>
    public EventPlace Start => start;

    /// <summary>The variable that holds its cursor: apart from that, equal operations of equal callers have equal answers.</summary>
    public string? AfterVariable => afterVariable;

    public bool Wants(ClusterEvent? happened) => happened is not null && wants(happened);

    /// <summary>Has the selection of the operation executed for an event.</summary>
    public abstract void Tell(LoggedEvent logged);
}

/// <summary>The source of a field that tells one type of the schema.</summary>
internal sealed class EventSource<TNode>(EventPlace start, string? afterVariable, Func<ClusterEvent, bool> wants, Func<LoggedEvent, TNode> tell)
    : EventSource(start, afterVariable, wants), IObservable<TNode>, IDisposable
{
    private IObserver<TNode>? _observer;

    public IDisposable Subscribe(IObserver<TNode> observer)
    {
        _observer = observer;
        return this;
    }

    public override void Tell(LoggedEvent logged) => _observer?.OnNext(tell(logged));

    public void Dispose() => _observer = null;
}
