using System.ComponentModel;
using SystemConnector.Contracts;

namespace SystemConnector.Api.GraphQL.Paging;

/// <summary>A page of a list, as Relay asks for it.</summary>
[PageName("Connection"), Description("A page of a list.")]
internal sealed class Connection<T>(IReadOnlyList<Edge<T>> edges, bool hasNextPage, int totalCount)
    where T : class
{
    [Description("The items, each with its cursor.")]
    public IReadOnlyList<Edge<T>> Edges => edges;

    [Description("The items.")]
    public IEnumerable<T> Nodes => edges.Select(edge => edge.Node);

    [Description("Whether and from where the list goes on.")]
    public PageInfo PageInfo => new(hasNextPage, edges.Count == 0 ? null : edges[^1].Cursor);

    [Description("How many items the whole list has.")]
    public int TotalCount => totalCount;
}

/// <summary>An item of a page with its cursor.</summary>
[PageName("Edge"), Description("An item of a page.")]
internal sealed class Edge<T>(string cursor, T node) : IEdge
    where T : class
{
    [Description("Given as \"after\", the page begins behind this item.")]
    public string Cursor => cursor;

    [Description("The item.")]
    public T Node => node;

    object IEdge.Node => node;
}

/// <summary>An item of any page.</summary>
internal interface IEdge
{
    object Node { get; }
}

/// <summary>Where a page stands in its list.</summary>
[Description("Where a page stands in its list.")]
internal sealed class PageInfo(bool hasNextPage, string? endCursor)
{
    [Description("Whether more items follow.")]
    public bool HasNextPage => hasNextPage;

    [Description("The cursor of the last item; null when the page is empty.")]
    public string? EndCursor => endCursor;
}

/// <summary>Makes pages of what the contracts return.</summary>
internal static class Connection
{
    /// <summary>A page whose cursors are the items' keys: it stays right when items before it come and go.</summary>
    public static Connection<TNode> Of<TItem, TNode>(Page<TItem> page, Func<TItem, TNode> node, Func<TItem, string> key)
        where TNode : class =>
        new([.. page.Items.Select(item => new Edge<TNode>(Cursor.Of(key(item)), node(item)))], page.HasMore, page.TotalCount);
}
