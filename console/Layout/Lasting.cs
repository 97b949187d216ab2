using System.Globalization;

namespace SystemConnector.WebConsole.Layout;

/// <summary>How long something took, as people say it.</summary>
internal static class Lasting
{
    /// <summary>As a clock shows it: "0:07", "3:12", "1:02:03".</summary>
    public static string Clock(TimeSpan time)
    {
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        return time.TotalHours < 1
            ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}")
            : string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
    }

    /// <summary>As long as it is worth saying: "22 ms", "0.3 s", "12.0 s", "3 min 5 s", "2 h 7 min".</summary>
    public static string Text(double seconds)
    {
        var time = TimeSpan.FromSeconds(Math.Max(0, seconds));
        return time switch
        {
            { TotalSeconds: < 0.0995 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        };
    }
}
