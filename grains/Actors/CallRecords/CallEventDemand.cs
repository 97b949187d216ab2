using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Grains.Events;

namespace SystemConnector.Grains.CallRecords;

/// <summary>
/// Has every node know, by the log of events itself, that somebody listens to calls: the node on which he does says so, and again and
/// again while he stays. What it said counts for so long that whoever leaves finds all events that are kept when he resumes.
/// </summary>
internal sealed class CallEventDemand(IEventLog log, IEventPublisher publisher, IOptions<EventOptions> options, TimeProvider time) : BackgroundService, ICallEventDemand
{
    private const int ReadSize = 256;

    private readonly TimeSpan _turn = options.Value.MaxAge / 3;
    private readonly TimeSpan _lasts = options.Value.MaxAge * 5 / 3;
    private int _listeners;
    private long _heardAt = long.MinValue;

    public bool IsThere => Volatile.Read(ref _listeners) > 0 || IsHeardWithin(_lasts);

    /// <summary>Up to where the log was read.</summary>
    internal long Heard { get; private set; }

    public IDisposable Listen()
    {
        if (Interlocked.Increment(ref _listeners) == 1 && !IsHeardWithin(_turn)) Say();
        return new Listener(this);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Repeat(stoppingToken), Hear(stoppingToken));

    private async Task Repeat(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(_turn, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                if (Volatile.Read(ref _listeners) > 0) Say();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task Hear(CancellationToken stopping)
    {
        try
        {
            // From the beginning: a node that joins gets what all others have.
            while (true)
            {
                await log.Beyond(Heard, stopping);
                var read = log.Read(Heard, ReadSize);
                // Of what is gone nobody knows what it said.
                if (read.IsGone) Note();
                foreach (var logged in read.Events)
                    if (logged.Event is CallEventsWanted) Note();
                Heard = read.IsGone ? log.End : read.Next;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private void Say()
    {
        Note();
        publisher.Publish(new CallEventsWanted(time.GetUtcNow()));
    }

    private bool IsHeardWithin(TimeSpan age) => Volatile.Read(ref _heardAt) is var at and not long.MinValue && time.GetElapsedTime(at) < age;

    private void Note() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    private sealed class Listener(CallEventDemand demand) : IDisposable
    {
        private CallEventDemand? _demand = demand;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _demand, null) is { } left) Interlocked.Decrement(ref left._listeners);
        }
    }
}
