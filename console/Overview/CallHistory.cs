using System.Globalization;
using static SystemConnector.WebConsole.Overview.OverviewOperations;

namespace SystemConnector.WebConsole.Overview;

/// <summary>Calls per minute of the last half hour: asked for whole once, afterwards only the minutes that still change.</summary>
internal sealed class CallHistory
{
    /// <summary>How many minutes it holds.</summary>
    public const int Minutes = 30;

    private static readonly TimeSpan _minute = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<DateTimeOffset, CallMinute> _minutes = [];
    private DateTimeOffset? _known;

    /// <summary>From when on to ask, at that time: calls are on record once they are answered or over, which may be minutes after they began.</summary>
    public DateTimeOffset From(DateTimeOffset now)
    {
        var first = Floor(now) - (_minute * (Minutes - 1));
        return _known is { } known && known - (_minute * 3) is var changing && changing > first ? changing : first;
    }

    /// <summary>Takes an answer in.</summary>
    public void Take(IEnumerable<CallMinute> minutes, DateTimeOffset now)
    {
        foreach (var minute in minutes) _minutes[minute.Begin.ToUniversalTime()] = minute;
        _known = Floor(now);
        var first = Floor(now) - (_minute * (Minutes - 1));
        foreach (var old in _minutes.Keys.TakeWhile(begin => begin < first).ToList()) _minutes.Remove(old);
    }

    /// <summary>Every minute up to that time, the oldest first.</summary>
    public IReadOnlyList<CallMinute> All(DateTimeOffset now) =>
        [.. Enumerable.Range(0, Minutes).Select(i => Floor(now) - (_minute * (Minutes - 1 - i))).Select(begin => _minutes.GetValueOrDefault(begin) ?? new CallMinute(begin, 0, 0, 0))];

    /// <summary>In words, for who does not see the picture.</summary>
    public static string Text(IReadOnlyList<CallMinute> minutes) => string.Create(CultureInfo.InvariantCulture,
        $"Calls per minute in the last {minutes.Count} minutes: {minutes[^1].Calls} in this one, {minutes[^2].Calls} in the one before, at most {minutes.Max(static m => m.Calls)}; {minutes.Sum(static m => m.Failed)} failed in all.");

    private static DateTimeOffset Floor(DateTimeOffset time) => time.ToUniversalTime().AddTicks(-(time.UtcTicks % TimeSpan.TicksPerMinute));
}
