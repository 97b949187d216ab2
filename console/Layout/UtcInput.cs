using System.Globalization;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Times as a browser's field for date and time has them, in UTC.</summary>
internal static class UtcInput
{
    private const string Minutes = "yyyy-MM-dd'T'HH:mm";

    private static readonly string[] _forms = [Minutes, "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFF"];

    /// <summary>The time; null when there is none, or none that can be read.</summary>
    public static DateTimeOffset? Read(string? text) =>
        DateTimeOffset.TryParseExact(text, _forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>As the field wants it.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString(Minutes, CultureInfo.InvariantCulture);
}
