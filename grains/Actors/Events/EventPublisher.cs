using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Grains.Events;

/// <summary>
/// Sends this node's events to the sequencer, many at a time and in order, and keeps each until it came back in the log: a sequencer that
/// is new is told everything again that others may not have.
/// </summary>
internal sealed partial class EventPublisher(
    IGrainFactory grains, EventCodec codec, EventLog log, EventMetrics metrics, TimeProvider time, ILogger<EventPublisher> logger) : BackgroundService, IEventPublisher
{
    /// <summary>Events that wait at most to be sent, and as many to come back: those of a minute and a half when there are 500 a second.</summary>
    public const int MaxWaiting = 50_000;

    private const int Batch = 1_000;

    /// <summary>How much of the last epoch is told to a new sequencer: more than two nodes can differ by, which is an answer or two.</summary>
    private const int Tail = 2_500;

    private static readonly TimeSpan _gathered = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _retryDelay = TimeSpan.FromMilliseconds(250), _bound = TimeSpan.FromSeconds(5), _farewell = TimeSpan.FromSeconds(1);

    // An empty entry wakes the loop.
    private readonly Channel<ClusterEvent?> _published = Channel.CreateUnbounded<ClusterEvent?>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _lock = new();
    private readonly Queue<EventEnvelope> _unseen = new();
    private ImmutableArray<EventEnvelope> _again = [];
    private Guid _epoch;
    private long _number, _sent, _lost;
    private int _waiting;

    /// <summary>This life of the node.</summary>
    public Guid Origin { get; } = Guid.NewGuid();

    /// <summary>Events that did not come back in the log yet.</summary>
    public int Unseen
    {
        get
        {
            lock (_lock) return _unseen.Count + Volatile.Read(ref _waiting);
        }
    }

    public void Publish(ClusterEvent happened)
    {
        metrics.Published();
        if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
        {
            _published.Writer.TryWrite(happened);
            return;
        }
        // The number that is left out tells every node that something is missing.
        Interlocked.Decrement(ref _waiting);
        Interlocked.Increment(ref _lost);
    }

    /// <summary>There is another sequencer: it is told the end of the log as this node has it, then what is not in it.</summary>
    public void Turn(Guid epoch)
    {
        lock (_lock)
        {
            if (_epoch == epoch) return;
            _epoch = epoch;
            _again = log.Tail(Tail);
            _sent = _unseen.TryPeek(out var first) ? first.Number - 1 : _number;
        }
        _published.Writer.TryWrite(null);
    }

    /// <summary>The log has these: what is this node's own among them need not be kept.</summary>
    public void Heard(EventPage page)
    {
        if (page.Events.IsEmpty) return;
        lock (_lock)
        {
            foreach (var envelope in page.Events)
                if (envelope.Origin == Origin)
                    while (_unseen.TryPeek(out var first) && first.Number <= envelope.Number)
                        _unseen.Dequeue();
            if (page.Epoch == _epoch) return;
            // A last word of the former sequencer that came after the next one was told everything.
            _again = _again.AddRange(page.Events);
        }
        _published.Writer.TryWrite(null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await _published.Reader.WaitToReadAsync(stoppingToken);
                await Task.Delay(_gathered, time, stoppingToken);
                Gather();
                await Send(stoppingToken);
                if (IsFull) await Task.Delay(_retryDelay, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What happened while the node stopped.
            using var farewell = new CancellationTokenSource(_farewell, time);
            Gather();
            await Send(farewell.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsFull
    {
        get
        {
            lock (_lock) return _unseen.Count >= MaxWaiting;
        }
    }

    private void Gather()
    {
        lock (_lock)
        {
            while (_unseen.Count < MaxWaiting && _published.Reader.TryRead(out var happened))
            {
                if (happened is null) continue;
                Interlocked.Decrement(ref _waiting);
                _number += 1 + Interlocked.Exchange(ref _lost, 0);
                // The number of one that cannot be written is left out as well.
                if (codec.Write(happened) is { } payload) _unseen.Enqueue(new EventEnvelope(Origin, _number, payload));
            }
        }
    }

    private async Task Send(CancellationToken cancellation)
    {
        while (Next() is { Events.IsEmpty: false } next)
        {
            try
            {
                var epoch = await grains.GetGrain<IEventSequencerGrain>(0).Publish(next.Epoch, next.Events).WaitAsync(_bound, time, cancellation);
                if (epoch == next.Epoch) Sent(next);
                else Turn(epoch);
            }
#pragma warning disable CA1031 // Whatever it fails of, it is tried again: a node whose events reach nobody need not stop for that.
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNotPublished(next.Events.Length, exception);
                await Task.Delay(_retryDelay, time, cancellation);
            }
        }
    }

    private Outgoing Next()
    {
        lock (_lock)
        {
            return _again.IsEmpty
                ? new Outgoing(_epoch, [.. _unseen.SkipWhile(e => e.Number <= _sent).Take(Batch)], IsAgain: false)
                : new Outgoing(_epoch, [.. _again.Take(Batch)], IsAgain: true);
        }
    }

    private void Sent(Outgoing sent)
    {
        lock (_lock)
        {
            if (sent.Epoch != _epoch) return;
            if (sent.IsAgain) _again = _again.RemoveRange(0, sent.Events.Length);
            else _sent = sent.Events[^1].Number;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Count} events could not be told to the other nodes; it is tried again.")]
    private partial void LogNotPublished(int count, Exception exception);

    private sealed record Outgoing(Guid Epoch, ImmutableArray<EventEnvelope> Events, bool IsAgain);
}
