using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Sites;

/// <summary>The fields of Query that are about sites.</summary>
internal sealed class SiteQueries
{
    [Description("A site by its id; null when there is none.")]
    public static async Task<SiteNode?> Site([FromServices] IGrainFactory grains, [Id, Description("The id of the site.")] string id) =>
        GlobalId.Site(id) is { } site && await grains.GetGrain<ISiteGrain>(site.Value).Get() is { } found ? new SiteNode(found) : null;

    [Description("The sites by name.")]
    public static async Task<Connection<SiteNode>> Sites(
        IResolveFieldContext context,
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        var page = await queries.Sites(context.Caller().Sites, PageSize.Checked(first), Cursor.Read(after), cancellation);
        return Connection.Of(page, site => new SiteNode(site), site => site.Name);
    }
}
