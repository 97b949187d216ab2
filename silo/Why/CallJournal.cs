using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Why;

/// <summary>
/// The node's memory of calls that it refused or that failed: a ring of the last ones, and a count for each cause of each
/// connector. Of a flood of one cause only the first few of a second are kept, logged and described one by one; the others add to the
/// count of the last of them, so that a flood is cheap and pushes nothing else out. Written on the path of calls without a lock.
/// </summary>
internal sealed partial class CallJournal(TimeProvider time, ILogger<CallJournal> log, NodeName? node = null) : ICallJournal
{
    /// <summary>How many calls are kept: about half a megabyte.</summary>
    public const int Capacity = 1000;

    /// <summary>How many calls with one cause over one connector are kept of one second.</summary>
    public const int PerSecond = 5;

    // Of what somebody else wrote.
    private const int LongestText = 128;

    private readonly Entry?[] _ring = new Entry?[Capacity];
    private readonly ConcurrentDictionary<(SiteId Site, ConnectorId Connector, CallCause Cause), Tally> _tallies = new();
    private long _sequence;

    /// <summary>A call failed.</summary>
    public void Failed(in CallFailure failure)
    {
        var tally = _tallies.GetOrAdd((failure.Site, failure.Connector?.Id ?? default, failure.Cause), static _ => new Tally());
        if (!tally.IsTold(time.GetElapsedTime(0).Ticks / TimeSpan.TicksPerSecond)) return;

        var message = failure.Message;
        var subject = new CauseSubject(
            failure.Connector?.Name,
            failure.Number.Length > 0 ? failure.Number.ToString() : UserOf(message[message.IsRequest ? message.RequestUri : message.To.Uri]),
            failure.Status,
            Text(failure.Phrase.IsEmpty ? ReasonPhrases.Of(failure.Status) : failure.Phrase),
            failure.Detail);
        var sequence = Interlocked.Increment(ref _sequence);
        var entry = new Entry(new FailedCall(
            sequence, time.GetUtcNow(), failure.Site, failure.Connector?.Id, UserOf(message[message.From.Uri]), subject.Number!, failure.Cause,
            CallCauseText.Sentence(failure.Cause, subject), CallCauseText.Advice(failure.Cause, failure.Status), failure.Status, Text(message[message.CallId]), 1));
        tally.Last = entry;
        Volatile.Write(ref _ring[sequence % Capacity], entry);
        if (!log.IsEnabled(LogLevel.Information)) return;
        LogFailed(log, entry.Call.From, entry.Call.To, failure.Connector?.Name, entry.Call.CallId, node?.Value, entry.Call.Status, failure.Cause, entry.Call.Text);
    }

    /// <inheritdoc/>
    public Page<FailedCall> Failed(SiteId site, ConnectorId? connector, int first, long? after)
    {
        var all = _ring.OfType<Entry>()
            .Where(e => e.Call.Site == site && (connector is null || e.Call.Connector == connector))
            .OrderByDescending(static e => e.Call.Sequence)
            .ToList();
        var rest = after is null ? all : all.FindAll(e => e.Call.Sequence < after);
        return new Page<FailedCall>([.. rest.Take(first).Select(static e => e.Told)], rest.Count > first, all.Count);
    }

    /// <inheritdoc/>
    public ImmutableArray<ConnectorFailures> Counts() =>
        [.. Tallies.Select(static tally => new ConnectorFailures(tally.Connector, tally.Cause, tally.Count))];

    /// <summary>How often each cause was met of each connector; the default one for calls over none.</summary>
    public IEnumerable<(ConnectorId Connector, CallCause Cause, long Count)> Tallies => _tallies.Select(static t => (t.Key.Connector, t.Key.Cause, t.Value.Count));

    private static string UserOf(ReadOnlySpan<byte> uri) => SipUri.TryParse(uri, out var parsed) ? Text(parsed.User) : "";

    /// <summary>What somebody else wrote, cut short and without what would confuse a log.</summary>
    internal static string Text(ReadOnlySpan<byte> text)
    {
        var chars = Encoding.UTF8.GetString(text[..Math.Min(text.Length, LongestText)]).ToCharArray();
        for (var i = 0; i < chars.Length; i++)
            if (char.IsControl(chars[i])) chars[i] = '?';
        return new string(chars);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Call from {From} to {To} over connector {Connector}, Call-ID {CallId}, on node {Node} failed with {Status} ({Cause}): {Text}")]
    private static partial void LogFailed(
        ILogger logger, string from, string to, string? connector, string callId, string? node, int status, CallCause cause, string text);

    /// <summary>A call that is told of, and how many others it stands for.</summary>
    private sealed class Entry(FailedCall call)
    {
        private long _others;

        public FailedCall Call => call;

        public FailedCall Told => call with { Count = 1 + Volatile.Read(ref _others) };

        public void AddOther() => Interlocked.Increment(ref _others);
    }

    /// <summary>How often a cause was met, and whether it was told of often enough in this second.</summary>
    private sealed class Tally
    {
        private long _count, _second, _told;
        private volatile Entry? _last;

        public long Count => Volatile.Read(ref _count);

        public Entry? Last
        {
            set => _last = value;
        }

        /// <summary>Counts a call; true when it is to be told of by itself.</summary>
        public bool IsTold(long second)
        {
            Interlocked.Increment(ref _count);
            if (Interlocked.Exchange(ref _second, second) != second) Volatile.Write(ref _told, 0);
            if (Interlocked.Increment(ref _told) <= PerSecond) return true;
            // Between the first and its entry there may be none yet; that one call is in the count alone.
            _last?.AddOther();
            return false;
        }
    }
}
