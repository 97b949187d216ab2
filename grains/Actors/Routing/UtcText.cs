using System.Globalization;

namespace SystemConnector.Grains.Routing;

/// <summary>Writes times as people read them in sentences: "2026-12-01 08:00 UTC", with seconds where there are some.</summary>
internal static class UtcText
{
    public static string Of(DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.ToString(utc.Second == 0 ? "yyyy-MM-dd HH:mm 'UTC'" : "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
    }

    /// <summary>" until 2026-12-01 08:00 UTC"; nothing for what does not end.</summary>
    public static string Until(DateTimeOffset? time) => time is { } end ? $" until {Of(end)}" : "";
}
