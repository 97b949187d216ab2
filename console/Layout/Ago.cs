using System.Globalization;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Times as people say them.</summary>
internal static class Ago
{
    /// <summary>How long something has lasted: "12 s", "3 min", "5 h", "2 d".</summary>
    public static string Text(DateTimeOffset since, TimeProvider time) => Text(time.GetUtcNow() - since);

    /// <summary>How long something is still to last.</summary>
    public static string Left(DateTimeOffset until, TimeProvider time) => Text(until - time.GetUtcNow());

    private static string Text(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)span.TotalSeconds)} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays} d"),
    };
}
