using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Lists;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Api.GraphQL.Sites;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;

namespace SystemConnector.Api.GraphQL.Connectors;

/// <summary>The fields of Query that are about connectors.</summary>
internal sealed class ConnectorQueries
{
    [Description("A connector by its id; null when there is none.")]
    public static async Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains, [Id, Description("The id of the connector.")] string id) =>
        GlobalId.Connector(id) is { } connector && await grains.GetGrain<IConnectorGrain>(connector.Value).Get() is { } found
            ? new ConnectorNode(found)
            : null;

    [Description("The connectors of all sites.")]
    public static Task<Connection<ConnectorNode>> Connectors(
        IResolveFieldContext context,
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        [Description("Only those that also satisfy this.")] ConnectorFilterInput? filter = null,
        [Description("How they are sorted; by name when left out. A cursor is one of its order.")] ConnectorOrderInput? orderBy = null,
        CancellationToken cancellation = default) =>
        List(queries, ConnectorFilterInput.Of(filter, context.Caller().Sites.Limit), null, first, after, orderBy, cancellation);

    /// <summary>A page of connectors: one statement for them, and one for each of what is asked of all of them.</summary>
    internal static async Task<Connection<ConnectorNode>> List(
        IConfigurationQueries queries, ConnectorFilter filter, SiteNode? site, int first, string? after, ConnectorOrderInput? orderBy, CancellationToken cancellation)
    {
        var (order, list) = (orderBy?.Field ?? ConnectorOrder.Name, $"c{orderBy?.Field ?? ConnectorOrder.Name}{orderBy?.Direction ?? OrderDirection.Asc}");
        var slice = await queries.Connectors(filter, order, ListCursor.Window(list, first, after, orderBy?.Direction == OrderDirection.Desc), cancellation);
        var sites = site is null ? new SitesOfPage(queries, slice.Items.Select(static c => c.Item.Site)) : null;
        return Connection.Of(slice, list, connector => new ConnectorNode(connector, site, sites), token => queries.CountConnectors(filter, token));
    }
}
