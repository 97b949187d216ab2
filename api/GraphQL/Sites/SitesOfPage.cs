using SystemConnector.Contracts;
using SystemConnector.Contracts.Lists;

namespace SystemConnector.Api.GraphQL.Sites;

/// <summary>The sites of the items of one page, read together when the first of them is asked for.</summary>
internal sealed class SitesOfPage(IConfigurationQueries queries, IEnumerable<SiteId> sites)
{
    private readonly Lazy<Task<Dictionary<SiteId, SiteNode>>> _sites = new(async () =>
    {
        SiteId[] ids = [.. sites.Distinct()];
        if (ids.Length == 0) return [];
        var found = await queries.Sites(new SiteFilter { Sites = [.. ids] }, SiteOrder.Created, new Window(ids.Length), CancellationToken.None);
        return found.Items.ToDictionary(static site => site.Item.Id, static site => new SiteNode(site.Item));
    });

    public async Task<SiteNode?> Of(SiteId site) => (await _sites.Value).GetValueOrDefault(site);
}
