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
        return Convert.TryFromBase64String(cursor, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : throw Malformed();
    }

    public static BadArgument Malformed() => new("'after' is not a cursor of this list.");
}
