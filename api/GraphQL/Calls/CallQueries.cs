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
    [Cost(100), Description("Callers that were taken for nobody at any node, those that came first last, ready to be assigned to a connector.")]
    public static async Task<ClusterConnection<UnmatchedCallerNode>> UnmatchedCallers(
        IResolveFieldContext context,
        [FromServices] ClusterCalls calls,
        [Id, Description("Only those that meant this site.")] string? siteId = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        SiteId? site = siteId is null ? null : GlobalId.Site(siteId) ?? throw new BadArgument("'siteId' is not the id of a site.");
        PageSize.Checked(first);
        var behind = Cursor.Read(after, IsKey);
        var (callers, silent) = await calls.UnmatchedCallers();
        // By when they came first, which does not change when they come again.
        var all = callers.Where(caller => (site is null || caller.Site == site) && context.Caller().Sites.Holds(caller.Site)).OrderByDescending(Key, StringComparer.Ordinal).ToList();
        var rest = all.Where(caller => behind is null || string.CompareOrdinal(Key(caller), behind) < 0).ToList();
        return ClusterConnection.Of(
            new ClusterPage<UnmatchedCaller>(new([.. rest.Take(first)], rest.Count > first, all.Count), silent), caller => new UnmatchedCallerNode(caller), Key);
    }

    private static string Key(UnmatchedCaller caller) =>
        string.Create(CultureInfo.InvariantCulture, $"{caller.FirstSeen.UtcTicks:D20} {caller.Id:D20} {caller.Source} {caller.Site} {caller.Username}");

    private static bool IsKey(string text) => text.Split(' ', 3) is [{ Length: 20 } seen, { Length: 20 } id, _] && seen.All(char.IsAsciiDigit) && id.All(char.IsAsciiDigit);
}
