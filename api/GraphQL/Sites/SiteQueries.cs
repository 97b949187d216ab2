using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Lists;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Sites;

/// <summary>The fields of Query that are about sites.</summary>
internal sealed class SiteQueries
{
    [Description("A site by its id; null when there is none.")]
    public static async Task<SiteNode?> Site([FromServices] IGrainFactory grains, [Id, Description("The id of the site.")] string id) =>
        GlobalId.Site(id) is { } site && await grains.GetGrain<ISiteGrain>(site.Value).Get() is { } found ? new SiteNode(found) : null;

    [Description("The sites.")]
    public static async Task<Connection<SiteNode>> Sites(
        IResolveFieldContext context,
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        [Description("Only those that also satisfy this.")] SiteFilterInput? filter = null,
        [Description("How they are sorted; by name when left out. A cursor is one of its order.")] SiteOrderInput? orderBy = null,
        CancellationToken cancellation = default)
    {
        var wanted = SiteFilterInput.Of(filter) with { Sites = context.Caller().Sites.Limit };
        var (order, list) = (orderBy?.Field ?? SiteOrder.Name, $"s{orderBy?.Field ?? SiteOrder.Name}{orderBy?.Direction ?? OrderDirection.Asc}");
        var slice = await queries.Sites(wanted, order, ListCursor.Window(list, first, after, orderBy?.Direction == OrderDirection.Desc), cancellation);
        return Connection.Of(slice, list, static site => new SiteNode(site), token => queries.CountSites(wanted, token));
    }
}
