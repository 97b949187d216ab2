using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Media;

/// <summary>
/// The calls whose media this node relays, by the number in their tokens. A number that is not known, since the node was started anew
/// or the call is another node's, becomes a new session with the next offer; one that is over stays known for as long as messages of
/// its call may come late.
/// </summary>
internal sealed partial class RelayedCalls : IDisposable
{
    /// <summary>How often silent calls are looked for.</summary>
    public static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(5);

    // 64·T1, after which no message of the call is retransmitted any more.
    private static readonly TimeSpan Afterwards = TimeSpan.FromSeconds(32);

    private readonly ConcurrentDictionary<ulong, Entry> _calls = new();
    private readonly MediaRelay _relay;
    private readonly TimeSpan _silence;
    private readonly TimeProvider _time;
    private readonly ILogger<RelayedCalls> _log;
    private readonly ITimer _timer;
    private long _sequence, _silenced;

    public RelayedCalls(MediaRelay relay, TimeSpan silence, TimeProvider time, ILogger<RelayedCalls> log)
    {
        _relay = relay;
        _silence = silence;
        _time = time;
        _log = log;
        _timer = time.CreateTimer(static calls => ((RelayedCalls)calls!).Sweep(), this, SweepInterval, SweepInterval);
    }

    /// <summary>The relay that carries them.</summary>
    public MediaRelay Relay => _relay;

    /// <summary>How many calls hold ports.</summary>
    public int Count => Relayed.Count();

    /// <summary>How many calls gave their ports back since nothing was heard of either side.</summary>
    public long Silenced => Volatile.Read(ref _silenced);

    /// <summary>How many ports are in use.</summary>
    public int PortsInUse => _relay.PortsInUse;

    /// <summary>A number that nobody guesses, of a call that is to be relayed.</summary>
    public static MediaLeg NewLeg(RelaySide side)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return new MediaLeg((BitConverter.ToUInt64(bytes) | 2) & ~1UL | (byte)side);
    }

    /// <summary>The call of that number; a new one when it is not known.</summary>
    public RelaySession FindOrAdd(ulong number, ReadOnlySpan<byte> callId, Guid caller, Guid called)
    {
        if (_calls.TryGetValue(number, out var known)) return known.Session;
        var added = new Entry(_relay.NewSession(), new RelayedCall(Interlocked.Increment(ref _sequence), Encoding.UTF8.GetString(callId), caller, called, _time.GetUtcNow(), []));
        return _calls.GetOrAdd(number, added).Session;
    }

    /// <summary>The call of that number; null when it is not known.</summary>
    public RelaySession? Find(ulong number) => _calls.TryGetValue(number, out var entry) ? entry.Session : null;

    /// <summary>Frees the ports of a call that is over.</summary>
    public void Close(ulong number)
    {
        if (_calls.TryGetValue(number, out var entry) && entry.TryClose(_time.GetTimestamp())) entry.Session.Close();
    }

    /// <summary>
    /// An offer inside the call was refused. When the call was not known before, nothing of it is in force, so its ports are freed; the
    /// next offer makes it known again.
    /// </summary>
    public void Refuse(ulong number)
    {
        if (_calls.TryGetValue(number, out var entry) && entry is { ClosedAt: 0, Session.IsInForce: false } && _calls.TryRemove(new(number, entry)))
            entry.Session.Close();
    }

    /// <summary>Every call whose media is relayed now.</summary>
    public IReadOnlyList<RelayedCall> All() =>
        [.. Relayed.Select(static entry => entry.Told)];

    /// <summary>Those of a connector, the latest first.</summary>
    public Page<RelayedCall> Of(Guid connector, int first, long? after)
    {
        var all = Relayed.Where(entry => entry.Call.Caller == connector || entry.Call.Called == connector)
            .OrderByDescending(static entry => entry.Call.Sequence)
            .ToList();
        var rest = after is null ? all : all.FindAll(entry => entry.Call.Sequence < after);
        return new Page<RelayedCall>([.. rest.Take(first).Select(static entry => entry.Told)], rest.Count > first, all.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _relay.Dispose();
    }

    // Not Values, which locks out every call while it copies them.
    private IEnumerable<Entry> Relayed => _calls.Select(static call => call.Value).Where(static entry => entry.Session.HasPorts);

    private void Sweep()
    {
        foreach (var (number, entry) in _calls)
        {
            if (entry.ClosedAt is not 0 and var closed)
            {
                if (_time.GetElapsedTime(closed) >= Afterwards) _calls.TryRemove(number, out _);
            }
            else if (entry.Session.SilentFor >= _silence && _calls.TryRemove(new(number, entry)))
            {
                entry.Session.Close();
                _silenced++;
                LogSilent(_log, entry.Call.CallId, _silence);
            }
        }
    }

    /// <summary>Says that the process may not open as many files as the configured ports would need.</summary>
    [LoggerMessage(Level = LogLevel.Warning, Message = "Only {Most} media ports of {Min} to {Max} can be open at once: raise the limit of open files (ulimit -n)")]
    public static partial void LogFewDescriptors(ILogger logger, int most, int min, int max);

    [LoggerMessage(Level = LogLevel.Information, Message = "Call {CallId}: no media from either side for {Time}; its ports are freed until it is offered anew")]
    private static partial void LogSilent(ILogger logger, string callId, TimeSpan time);

    private sealed class Entry(RelaySession session, RelayedCall call)
    {
        private long _closedAt;

        public RelaySession Session => session;

        /// <summary>The call, without what was carried so far.</summary>
        public RelayedCall Call => call;

        /// <summary>The call, with what was carried so far.</summary>
        public RelayedCall Told => call with { Media = session.Count() };

        /// <summary>When the call was over; 0 for one that is not.</summary>
        public long ClosedAt => Volatile.Read(in _closedAt);

        /// <summary>Notes that the call is over; false when it was before.</summary>
        public bool TryClose(long at) => Interlocked.CompareExchange(ref _closedAt, at, 0) == 0;
    }
}
