using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>A log of events that a test fills, with one epoch.</summary>
public sealed class FakeEventLog : IEventLog
{
    private readonly Lock _lock = new();
    private readonly List<LoggedEvent> _events = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private long _first;

    public Guid Epoch { get; } = Guid.NewGuid();

    public EventCursor Now => new(Epoch, End);

    public long End
    {
        get
        {
            lock (_lock) return _first + _events.Count;
        }
    }

    public void Add(params ReadOnlySpan<ClusterEvent> happened)
    {
        lock (_lock)
            foreach (var one in happened)
                _events.Add(new LoggedEvent(End, new EventCursor(Epoch, End + 1), one, IsRepeat: false));
        Wake();
    }

    /// <summary>Forgets everything, also what follows before anybody read it.</summary>
    public void Lose()
    {
        lock (_lock)
        {
            _first = End + 1;
            _events.Clear();
        }
        Wake();
    }

    /// <summary>Has whoever reads next fail.</summary>
    public void Break(Exception fault)
    {
        lock (_lock) _fault = fault;
        Add(new NothingHappened());
    }

    public EventPlace? Find(EventCursor after) =>
        after.Epoch == Epoch && after.Sequence >= _first ? new EventPlace(Math.Min(after.Sequence, End), 0, after.Sequence > End ? after : null) : null;

    public EventsRead Read(long position, int count)
    {
        lock (_lock)
        {
            if (Interlocked.Exchange(ref _fault, null) is { } fault) throw fault;
            if (position < _first) return new EventsRead([], position, IsGone: true);
            var events = _events.Skip((int)(position - _first)).Take(count).ToList();
            return new EventsRead(events, position + events.Count, IsGone: false);
        }
    }

    public Task Beyond(long position, CancellationToken cancellation)
    {
        lock (_lock) return position < End ? Task.CompletedTask : _news.Task.WaitAsync(cancellation);
    }

    private void Wake()
    {
        TaskCompletionSource waiting;
        lock (_lock) (waiting, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.SetResult();
    }

    private sealed record NothingHappened() : ClusterEvent(null, DateTimeOffset.UnixEpoch);
}
