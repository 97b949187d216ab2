using System.Globalization;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Times as the reader's own clock has them. In UTC as long as nobody has said of which zone that is.</summary>
public sealed class ReaderClock
{
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;

    /// <summary>Sets the zone by the name that browsers give it, such as "Europe/Berlin"; one that this machine does not know changes nothing.</summary>
    public void Set(string? zone)
    {
        if (zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)) _zone = known;
    }

    /// <summary>"2026-11-30 05:00 UTC+1".</summary>
    public string Minute(DateTimeOffset time) => Text(time, "yyyy-MM-dd HH:mm");

    /// <summary>"2026-11-30 05:00:07 UTC+1".</summary>
    public string Exact(DateTimeOffset time) => Text(time, "yyyy-MM-dd HH:mm:ss");

    /// <summary>What a field for date and time says; null when that is no time. A time that the clock leaves out in spring is as much later.</summary>
    public DateTimeOffset? Read(string? field)
    {
        if (UtcInput.Read(field) is not { DateTime: var local }) return null;
        return new DateTimeOffset(local, _zone.GetUtcOffset(local)).ToUniversalTime();
    }

    /// <summary>As a field for date and time wants it; null for an empty one.</summary>
    public string? Write(DateTimeOffset? time) => time is { } some ? UtcInput.Write(new DateTimeOffset(Local(some).DateTime, TimeSpan.Zero)) : null;

    private string Text(DateTimeOffset time, string form)
    {
        var local = Local(time);
        var offset = local.Offset;
        var zone = offset == TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours)}{(offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}")}");
        return $"{local.ToString(form, CultureInfo.InvariantCulture)} UTC{zone}";
    }

    private DateTimeOffset Local(DateTimeOffset time) => TimeZoneInfo.ConvertTime(time, _zone);
}
