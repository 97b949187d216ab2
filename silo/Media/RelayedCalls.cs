using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
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

    public RelayedCalls(MediaRelay relay, TimeSpan silence, TimeProvider time, ILogger<RelayedCalls> log)
    {
        _relay = relay;
        _silence = silence;
        _time = time;
        _log = log;
        _timer = time.CreateTimer(static calls => ((RelayedCalls)calls!).Sweep(), this, SweepInterval, SweepInterval);
    }

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
        var added = new Entry(_relay.NewSession(), new RelayedCall(Encoding.UTF8.GetString(callId), caller, called, _time.GetUtcNow(), []));
        return _calls.GetOrAdd(number, added).Session;
    }

    /// <summary>The call of that number; null when it is not known.</summary>
    public RelaySession? Find(ulong number) => _calls.TryGetValue(number, out var entry) ? entry.Session : null;

    /// <summary>Frees the ports of a call that is over.</summary>
    public void Close(ulong number)
    {
        if (!_calls.TryGetValue(number, out var entry) || entry.ClosedAt is not null) return;
        entry.ClosedAt = _time.GetTimestamp();
        entry.Session.Close();
    }

    /// <summary>Every call whose media is relayed now.</summary>
    public IReadOnlyList<RelayedCall> All() =>
        [.. _calls.Values.Where(static entry => entry.ClosedAt is null).Select(static entry => entry.Call with { Media = entry.Session.Count() })];

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _relay.Dispose();
    }

    private void Sweep()
    {
        foreach (var (number, entry) in _calls)
        {
            if (entry.ClosedAt is { } closed)
            {
                if (_time.GetElapsedTime(closed) >= Afterwards) _calls.TryRemove(number, out _);
            }
            else if (entry.Session.SilentFor >= _silence && _calls.TryRemove(number, out _))
            {
                entry.Session.Close();
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
        public RelaySession Session => session;

        /// <summary>The call, without what was carried so far.</summary>
        public RelayedCall Call => call;

        public long? ClosedAt { get; set; }
    }
}
