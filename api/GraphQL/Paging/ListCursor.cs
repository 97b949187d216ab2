using SystemConnector.Contracts.Lists;

namespace SystemConnector.Api.GraphQL.Paging;

/// <summary>Writes places of lists that are sorted in several ways: a cursor is one of its list in its order, and of no other.</summary>
internal static class ListCursor
{
    private const char Between = ':';

    public static string Of(string list, ListKey key) => Cursor.Of($"{list}{Between}{key.Id}{Between}{key.Sort}");

    /// <summary>The place in a cursor; null for none.</summary>
    /// <exception cref="BadArgument">It is not a cursor of this list.</exception>
    public static ListKey? Read(string list, string? cursor)
    {
        if (Cursor.Read(cursor) is not { } text) return null;
        var parts = text.Split(Between, 3);
        return parts.Length == 3 && parts[0] == list && parts[1].Length > 0 ? new ListKey(parts[2], parts[1]) : throw Cursor.Malformed();
    }

    /// <summary>Which part of a list is asked for.</summary>
    /// <exception cref="BadArgument">The size or the cursor is none.</exception>
    public static Window Window(string list, int first, string? after, bool descending) => new(PageSize.Checked(first), Read(list, after), descending);
}
