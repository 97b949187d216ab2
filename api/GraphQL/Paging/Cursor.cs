using System.Text;

namespace SystemConnector.Api.GraphQL.Paging;

/// <summary>Writes and reads cursors: base64 of a key, so that nobody reads meaning into them.</summary>
internal static class Cursor
{
    public static string Of(string key) => Convert.ToBase64String(Encoding.UTF8.GetBytes(key));

    /// <summary>The key in a cursor; null for none.</summary>
    /// <exception cref="BadArgument">It is not a cursor of ours.</exception>
    public static string? Read(string? cursor)
    {
        if (cursor is null) return null;
        var bytes = new byte[cursor.Length];
        if (!Convert.TryFromBase64String(cursor, bytes, out var length)) throw Malformed();
        var key = Encoding.UTF8.GetString(bytes, 0, length);
        // No key has it, and databases take it for a fault of ours.
        return key.Contains('\0') ? throw Malformed() : key;
    }

    /// <summary>The key in a cursor of a list whose keys are told from others; null for none.</summary>
    /// <exception cref="BadArgument">It is not a cursor of that list.</exception>
    public static string? Read(string? cursor, Predicate<string> isKey)
    {
        var key = Read(cursor);
        return key is null || isKey(key) ? key : throw Malformed();
    }

    public static BadArgument Malformed() => new("'after' is not a cursor of this list.");
}
