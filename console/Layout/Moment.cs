using System.Globalization;

namespace SystemConnector.WebConsole.Layout;

/// <summary>A time as people plan with it.</summary>
internal static class Moment
{
    /// <summary>"2026-11-30 05:00 UTC": of which zone the reader is the node does not know.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
