using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Grains.Events;

/// <summary>This node's copy of the cluster's log of events, across the lives of the sequencer.</summary>
internal sealed class EventLog(EventCodec codec, IOptions<EventOptions> options, EventMetrics metrics, TimeProvider time) : IEventLog
{
    /// <summary>Lives of the sequencer that are remembered, should nothing happen in them.</summary>
    private const int MaxSegments = 100;

    private readonly Lock _lock = new();
    private readonly Origins _origins = new();
    private readonly EventWindow<Kept> _events = new(options.Value, time);
    // It begins with an epoch that is this node's alone: a cursor of it means nothing elsewhere.
    private readonly List<Segment> _segments = [new Segment(Guid.NewGuid(), 1, 0)];
    private TaskCompletionSource _news = NewSignal();
    private bool _isFresh = true;

    public EventCursor Now
    {
        get
        {
            lock (_lock) return _segments[^1].CursorBefore(_events.End);
        }
    }

    public long End
    {
        get
        {
            lock (_lock) return _events.End;
        }
    }

    public int Count
    {
        get
        {
            lock (_lock) return _events.Count;
        }
    }

    /// <summary>Takes in what the sequencer answered to a question for what follows <see cref="Now"/>.</summary>
    public void Append(EventPage page)
    {
        TaskCompletionSource? waiting = null;
        lock (_lock)
        {
            var last = _segments[^1];
            var isSame = page.Epoch == last.Epoch;
            var expected = isSame ? last.SequenceOf(_events.End) : _isFresh ? page.First : 1;
            var isLoss = page.First > expected;
            if (isLoss) Lose();
            if (!isSame || isLoss) _segments.Add(new Segment(page.Epoch, page.First, _events.End));
            _isFresh = false;
            foreach (var envelope in page.Events) Add(envelope);
            while (_segments.Count > MaxSegments || (_segments.Count > 1 && _segments[1].FirstPosition < _events.First)) _segments.RemoveAt(0);
            // Also when nothing was added but something lost: readers must hear of that.
            if (!page.Events.IsEmpty || isLoss) (waiting, _news) = (_news, NewSignal());
        }
        waiting?.SetResult();
    }

    /// <summary>The last events, to be said again to a sequencer that is new.</summary>
    public ImmutableArray<EventEnvelope> Tail(int count)
    {
        lock (_lock)
        {
            var tail = ImmutableArray.CreateBuilder<EventEnvelope>();
            for (var place = Math.Max(_events.First, _events.End - count); place < _events.End; place++) tail.Add(_events[place].Envelope(codec));
            return tail.ToImmutable();
        }
    }

    public EventPlace? Find(EventCursor after)
    {
        lock (_lock)
        {
            // The last one first: an epoch may come back that was given up for another.
            for (var i = _segments.Count - 1; i >= 0; i--)
            {
                var segment = _segments[i];
                if (segment.Epoch != after.Epoch || after.Sequence < segment.FirstSequence - 1) continue;
                var end = i + 1 < _segments.Count ? _segments[i + 1].FirstPosition : _events.End;
                // Nodes hear of the same at different moments: what another one had already is not here yet, or comes in the next epoch.
                var ahead = Math.Min(after.Sequence - segment.FirstSequence, end - segment.FirstPosition - 1);
                var position = segment.FirstPosition + ahead + 1;
                if (position < _events.First) return null;
                var isBehind = i == _segments.Count - 1 && after.Sequence >= segment.SequenceOf(_events.End);
                return new EventPlace(position, Math.Max(position, segment.LastRepeat + 1), isBehind ? after : null);
            }
            return null;
        }
    }

    public EventsRead Read(long position, int count)
    {
        lock (_lock)
        {
            if (position < _events.First) return new EventsRead([], position, IsGone: true);
            var next = Math.Min(_events.End, position + count);
            if (next <= position) return new EventsRead([], position, IsGone: false);
            var events = new LoggedEvent[next - position];
            var at = _segments.Count - 1;
            for (var place = next - 1; place >= position; place--)
            {
                while (place < _segments[at].FirstPosition) at--;
                var kept = _events[place];
                events[place - position] = new LoggedEvent(place, _segments[at].CursorBefore(place + 1), kept.Body as ClusterEvent, kept.IsRepeat);
            }
            return new EventsRead(events, next, IsGone: false);
        }
    }

    public Task Beyond(long position, CancellationToken cancellation)
    {
        lock (_lock) return position < _events.End ? Task.CompletedTask : _news.Task.WaitAsync(cancellation);
    }

    private void Add(EventEnvelope envelope)
    {
        var novelty = _origins.Note(envelope);
        if (novelty == Novelty.NewAfterLoss)
        {
            var last = _segments[^1];
            var sequence = last.SequenceOf(_events.End);
            Lose();
            _segments.Add(new Segment(last.Epoch, sequence, _events.End));
        }
        var isRepeat = novelty == Novelty.Repeat;
        if (isRepeat) _segments[^1].LastRepeat = _events.End;
        else metrics.Received();
        object body = codec.Read(envelope.Payload) is { } happened ? happened : envelope.Payload;
        _events.Add(new Kept(envelope.Origin, envelope.Number, body, isRepeat), envelope.Payload.Length);
    }

    /// <summary>Something never came to this node: whoever reads on must read the state anew.</summary>
    private void Lose()
    {
        metrics.Lost();
        // A position that is never filled, so that readers who had everything before it hear of the loss too.
        _events.Restart(_events.End + 1);
        _segments.Clear();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An event without the bytes that it came in, unless it cannot be read.</summary>
    private sealed record Kept(Guid Origin, long Number, object Body, bool IsRepeat)
    {
        public EventEnvelope Envelope(EventCodec codec) => new(Origin, Number, Body as byte[] ?? codec.Write((ClusterEvent)Body) ?? []);
    }

    /// <summary>Positions that follow one another in an epoch.</summary>
    private sealed class Segment(Guid epoch, long firstSequence, long firstPosition)
    {
        public Guid Epoch => epoch;

        public long FirstSequence => firstSequence;

        public long FirstPosition => firstPosition;

        /// <summary>The last position with something that was known already; -1 for none.</summary>
        public long LastRepeat { get; set; } = -1;

        public long SequenceOf(long position) => firstSequence + position - firstPosition;

        public EventCursor CursorBefore(long position) => new(epoch, SequenceOf(position) - 1);
    }
}
