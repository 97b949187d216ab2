using System.Buffers;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Cluster;

/// <summary>
/// Datagrams that the other node has not acknowledged. Over UDP SIP repeats by itself what gets lost; what comes from a stream or is for one
/// is sent once, so the link repeats it: the far side must not notice that a connection is another node's.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="send">Sends a datagram again.</param>
/// <param name="giveUp">Told of a request that the other node does not acknowledge.</param>
internal sealed class LinkOutbox(TimeProvider time, Action<ReadOnlySpan<byte>> send, Action<SendTicket> giveUp) : IDisposable
{
    // More at a time means that the other node takes nothing.
    private const int Most = 4096;

    // Sent again after 100, 300 and 700 ms, given up after 1.5 s: before SIP misses anything.
    private const int MostTries = 4;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100), Resolution = TimeSpan.FromMilliseconds(50);

    // Held for a few lines, and by calls over streams of other nodes alone.
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, Waiting> _waiting = [];
    private ITimer? _timer;
    private bool _isTicking, _isDisposed;

    /// <summary>Keeps a copy until it is acknowledged; false when there are too many.</summary>
    public bool TryAdd(ulong sequence, ReadOnlySpan<byte> datagram, SendTicket ticket)
    {
        var copy = ArrayPool<byte>.Shared.Rent(datagram.Length);
        datagram.CopyTo(copy);
        lock (_lock)
        {
            if (_waiting.Count < Most && !_isDisposed)
            {
                _waiting[sequence] = new Waiting(copy, datagram.Length, ticket, time.GetTimestamp(), 1, IsBeingSent: false);
                Tick(start: true);
                return true;
            }
        }
        ArrayPool<byte>.Shared.Return(copy);
        return false;
    }

    /// <summary>The other node has it.</summary>
    public void Acknowledged(ulong sequence)
    {
        lock (_lock)
        {
            if (_waiting.Remove(sequence, out var done)) Release(done);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
            _waiting.Clear();
        }
    }

    private void Tick(bool start)
    {
        if (_isTicking == start) return;
        _isTicking = start;
        _timer ??= time.CreateTimer(static outbox => ((LinkOutbox)outbox!).Repeat(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(start ? Resolution : Timeout.InfiniteTimeSpan, start ? Resolution : Timeout.InfiniteTimeSpan);
    }

    private void Repeat()
    {
        List<SendTicket>? lost = null;
        List<KeyValuePair<ulong, Waiting>>? due = null;
        lock (_lock)
        {
            foreach (var (sequence, one) in _waiting)
            {
                if (one.IsBeingSent || time.GetElapsedTime(one.SentAt) < FirstWait * (1 << (one.Tries - 1))) continue;
                if (one.Tries == MostTries)
                {
                    _waiting.Remove(sequence);
                    Release(one);
                    if (one.Ticket.Branch != 0) (lost ??= []).Add(one.Ticket);
                    continue;
                }
                var again = one with { SentAt = time.GetTimestamp(), Tries = one.Tries + 1, IsBeingSent = true };
                _waiting[sequence] = again;
                (due ??= []).Add(new(sequence, again));
            }
            if (_waiting.Count == 0) Tick(start: false);
        }
        // Outside of the lock: calls wait for it, and whoever is told sends again.
        if (due is not null) Send(due);
        if (lost is null) return;
        foreach (var ticket in lost) giveUp(ticket);
    }

    private void Send(List<KeyValuePair<ulong, Waiting>> due)
    {
        foreach (var (_, one) in due) send(one.Datagram.AsSpan(0, one.Length));
        lock (_lock)
        {
            foreach (var (sequence, one) in due)
                if (_waiting.ContainsKey(sequence)) _waiting[sequence] = one with { IsBeingSent = false };
        }
    }

    /// <summary>One that is being sent just now is left to the garbage collector.</summary>
    private static void Release(in Waiting one)
    {
        if (!one.IsBeingSent) ArrayPool<byte>.Shared.Return(one.Datagram);
    }

    private readonly record struct Waiting(byte[] Datagram, int Length, SendTicket Ticket, long SentAt, int Tries, bool IsBeingSent);
}
