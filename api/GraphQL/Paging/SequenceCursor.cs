using System.Globalization;

namespace SystemConnector.Api.GraphQL.Paging;

/// <summary>Cursors of lists whose items are numbered, the latest first.</summary>
internal static class SequenceCursor
{
    public static string Key(long sequence) => sequence.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number behind which the page begins; null for the beginning.</summary>
    /// <exception cref="BadArgument">It is not a cursor of such a list.</exception>
    public static long? Read(string? cursor) => Cursor.Read(cursor) is not { } key ? null
        : long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? sequence
        : throw Cursor.Malformed();
}
