using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Calls;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Numbers;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Api.GraphQL.Routing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Sites;

/// <summary>A site as the API shows it.</summary>
[Name("Site"), Implements(typeof(INode)), Description("One local phone system: its SIP domains, its numbers and its connectors.")]
internal sealed class SiteNode(Site site) : INode
{
    [Id, Description("The id.")]
    public string Id => GlobalId.Of(site.Id);

    [Description("The name, unique in the cluster.")]
    public string Name => site.Name;

    [Description("The SIP domains by which requests name the site.")]
    public IEnumerable<string> Domains => site.Domains;

    [Description("Whether requests that name no site belong to this one.")]
    public bool IsDefault => site.IsDefault;

    [Description("Grows with each change of the site; give it as expectedVersion to change only what you have seen.")]
    public long Version => site.Version;

    [Description("The connectors by name.")]
    public async Task<Connection<ConnectorNode>> Connectors(
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        var page = await queries.Connectors(site.Id, PageSize.Checked(first), Cursor.Read(after), cancellation);
        return Connection.Of(page, connector => new ConnectorNode(connector, this), connector => connector.Name);
    }

    [Description("The local numbers in the order of their length and digits.")]
    public async Task<Connection<LocalNumberNode>> LocalNumbers(
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        Number? afterNumber = Cursor.Read(after) is not { } key ? null
            : Number.TryParse(key, out var number) ? number
            : throw Cursor.Malformed();
        var page = await queries.LocalNumbers(site.Id, PageSize.Checked(first), afterNumber, cancellation);
        return Connection.Of(page, local => new LocalNumberNode(local), local => local.Number.ToString());
    }

    [Cost(100), Description("Calls that were refused or failed, the latest first: of the last thousand of all sites on each node. Older ones are call records.")]
    public async Task<ClusterConnection<FailedCallNode>> FailedCalls(
        [FromServices] ClusterCalls calls,
        [Id, Description("Only those that this connector is the cause of.")] string? connectorId = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        ConnectorId? connector = connectorId is null ? null : GlobalId.Connector(connectorId) ?? throw new BadArgument("'connectorId' is not the id of a connector.");
        var page = await calls.FailedCalls(site.Id, connector, PageSize.Checked(first), ClusterConnection.Place(after));
        return ClusterConnection.Of(page, failed => new FailedCallNode(failed.Call), failed => ClusterConnection.Key(failed.Place));
    }

    [Description("What the routing rule does with a dialled number, step by step: the same code as calls use.")]
    public async Task<RouteExplanationNode> ExplainRoute(
        [FromServices] IGrainFactory grains,
        [Description(RouteArguments.Number)] string number,
        [Id, Description(RouteArguments.ArrivedOver)] string? arrivedOver = null) =>
        new(await grains.GetGrain<ISiteGrain>(site.Id.Value).ExplainRoute(number, RouteArguments.Connector(arrivedOver)));
}
