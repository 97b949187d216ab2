using System.ComponentModel;
using System.Globalization;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>The fields of Query that are about callers.</summary>
internal sealed class CallQueries
{
    [Description("Callers that this node took for nobody, the latest first, ready to be assigned to a connector.")]
    public static Connection<UnmatchedCallerNode> UnmatchedCallers(
        IResolveFieldContext context,
        [FromServices] IUnmatchedCallers callers,
        [Id, Description("Only those that meant this site.")] string? siteId = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        SiteId? site = siteId is null ? null : GlobalId.Site(siteId) ?? throw new BadArgument("'siteId' is not the id of a site.");
        var behind = SequenceCursor.Read(after);
        var all = callers.All().Where(caller => (site is null || caller.Site == site) && context.Caller().Sites.Holds(caller.Site)).ToList();
        var rest = all.Where(caller => behind is null || caller.Id < behind).ToList();
        PageSize.Checked(first);
        return Connection.Of(
            new Page<UnmatchedCaller>([.. rest.Take(first)], rest.Count > first, all.Count),
            caller => new UnmatchedCallerNode(caller), caller => SequenceCursor.Key(caller.Id));
    }
}

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
