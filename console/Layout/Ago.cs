using System.Globalization;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Times as people say them.</summary>
internal static class Ago
{
    /// <summary>How long something has lasted: "12 s", "3 min", "5 h", "2 d".</summary>
    public static string Text(DateTimeOffset since, TimeProvider time)
    {
        var age = time.GetUtcNow() - since;
        return age switch
        {
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalSeconds)} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalMinutes} min"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalHours} h"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)age.TotalDays} d"),
        };
    }

    /// <summary>A time in full, in UTC: of which zone the reader is the node does not know.</summary>
    public static string Exact(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
