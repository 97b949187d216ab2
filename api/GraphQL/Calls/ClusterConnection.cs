using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>A page of a list that the nodes have in their memory.</summary>
[PageName("Connection"), Description("A page of a list that all nodes have together.")]
internal sealed class ClusterConnection<T>(IReadOnlyList<Edge<T>> edges, bool hasNextPage, int totalCount, ImmutableArray<string> silent)
    where T : class
{
    [Description("The items, each with its cursor.")]
    public IReadOnlyList<Edge<T>> Edges => edges;

    [Description("The items.")]
    public IEnumerable<T> Nodes => edges.Select(edge => edge.Node);

    [Description("Whether and from where the list goes on.")]
    public PageInfo PageInfo => new(hasNextPage, edges.Count == 0 ? null : edges[^1].Cursor);

    [Description("How many items the whole list has, of the nodes that answered.")]
    public int TotalCount => totalCount;

    [Description("The names of nodes that did not answer within two seconds: what they have is missing.")]
    public IEnumerable<string> SilentNodes => silent;
}

/// <summary>Makes pages of what the nodes have, and reads where they go on.</summary>
internal static class ClusterConnection
{
    /// <summary>A page whose cursors are the items' keys.</summary>
    public static ClusterConnection<TNode> Of<TItem, TNode>(ClusterPage<TItem> page, Func<TItem, TNode> node, Func<TItem, string> key)
        where TNode : class =>
        new([.. page.Page.Items.Select(item => new Edge<TNode>(Cursor.Of(key(item)), node(item)))], page.Page.HasMore, page.Page.TotalCount, page.Silent);

    /// <summary>The key of a place.</summary>
    public static string Key(JournalPlace place) => string.Create(CultureInfo.InvariantCulture, $"{place.Time.UtcTicks}.{place.Node}.{place.Sequence}");

    /// <summary>The place behind which the page begins; null for the beginning.</summary>
    /// <exception cref="BadArgument">It is not a cursor of such a list.</exception>
    public static JournalPlace? Place(string? cursor)
    {
        if (Cursor.Read(cursor) is not { } key) return null;
        return key.Split('.') is [var time, var node, var sequence]
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks
            && ushort.TryParse(node, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new JournalPlace(new DateTimeOffset(ticks, TimeSpan.Zero), number, place)
            : throw Cursor.Malformed();
    }

    /// <summary>The call behind which the page begins; null for the beginning.</summary>
    /// <exception cref="BadArgument">It is not a cursor of a list of calls.</exception>
    public static CallKey? Call(string? cursor) => Cursor.Read(cursor) is not { } key ? null
        : Guid.TryParseExact(key, "N", out var call) ? new CallKey(call)
        : throw Cursor.Malformed();
}
