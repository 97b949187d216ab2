using System.Globalization;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

/// <summary>
/// A place in a range's conflicts. The range's grain says only where the next page begins, so an item within a page is
/// "so many behind the beginning of that page".
/// </summary>
internal readonly record struct ConflictCursor(string? Page, int Skip)
{
    public static ConflictCursor Read(string? cursor)
    {
        if (Cursor.Read(cursor) is not { } text) return default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        // A page has at most PageSize.Max items: more to skip is no cursor of ours, and would ask the grain for too much.
        if (colon < 0 || !int.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var skip) || skip > PageSize.Max)
            throw Cursor.Malformed();
        return new ConflictCursor(colon + 1 == text.Length ? null : text[(colon + 1)..], skip);
    }

    /// <summary>The part of a page from this place on.</summary>
    public Connection<ConflictNode> ToConnection(ConflictPage page)
    {
        var edges = new List<Edge<ConflictNode>>();
        for (var i = Skip; i < page.Conflicts.Length; i++)
        {
            var last = i == page.Conflicts.Length - 1;
            var here = last && page.Next is not null ? new ConflictCursor(page.Next, 0) : this with { Skip = i + 1 };
            edges.Add(new Edge<ConflictNode>(here.Write(), new ConflictNode(page.Conflicts[i])));
        }
        return new Connection<ConflictNode>(edges, page.Next is not null, page.TotalCount);
    }

    private string Write() => Cursor.Of(string.Create(CultureInfo.InvariantCulture, $"{Skip}:{Page}"));
}
