using System.Globalization;

namespace SystemConnector.WebConsole.Layout;

/// <summary>Numbers of things as people write them.</summary>
internal static class Counted
{
    /// <summary>"1,234".</summary>
    public static string Text(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 number", "1,234 numbers".</summary>
    public static string Text(long count, string thing) => $"{Text(count)} {thing}{(count == 1 ? "" : "s")}";
}
