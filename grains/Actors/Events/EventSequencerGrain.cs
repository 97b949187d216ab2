using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Grains.Events;

/// <summary>
/// Gives events their order and wakes the nodes that wait for them. Keeps what nodes keep, for a node that joins; when it starts anew
/// elsewhere the nodes tell it what they know of the last epoch.
/// </summary>
/// <remarks>All methods interleave, so state changes only between awaits.</remarks>
internal sealed class EventSequencerGrain : Grain, IEventSequencerGrain
{
    private const int MaxPerAnswer = 1_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly Guid _epoch = Guid.NewGuid();
    private readonly Origins _origins = new();
    private readonly EventWindow<EventEnvelope> _events;
    private TaskCompletionSource _news = NewSignal();

    public EventSequencerGrain(IOptions<EventOptions> options, TimeProvider time)
    {
        _time = time;
        _events = new EventWindow<EventEnvelope>(options.Value, time);
        // A cursor can stand before the first event of an epoch.
        _events.Restart(1);
    }

    public Task<Guid> Publish(Guid epoch, ImmutableArray<EventEnvelope> events)
    {
        if (epoch != _epoch) return Task.FromResult(_epoch);
        var before = _events.End;
        foreach (var envelope in events)
            if (_origins.Note(envelope) != Novelty.Repeat)
                _events.Add(envelope, envelope.Payload.Length);
        if (_events.End > before) Wake();
        return Task.FromResult(_epoch);
    }

    public async Task<EventPage> WaitForEvents(Guid epoch, long after, CancellationToken cancellation)
    {
        if (epoch != _epoch) return Answer(after: 0);
        if (_events.End <= after + 1)
            await _news.Task.WaitAsync(_patience, _time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return Answer(after);
    }

    private EventPage Answer(long after)
    {
        var first = Math.Max(after + 1, _events.First);
        var count = (int)Math.Clamp(_events.End - first, 0, MaxPerAnswer);
        var events = ImmutableArray.CreateBuilder<EventEnvelope>(count);
        for (var i = 0; i < count; i++) events.Add(_events[first + i]);
        return new EventPage(_epoch, first, events.MoveToImmutable());
    }

    private void Wake()
    {
        var waiting = _news;
        _news = NewSignal();
        waiting.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
