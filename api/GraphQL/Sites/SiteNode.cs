using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Calls;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Lists;
using SystemConnector.Api.GraphQL.Migrations;
using SystemConnector.Api.GraphQL.Numbers;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Api.GraphQL.Previews;
using SystemConnector.Api.GraphQL.Routing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Sites;

/// <summary>A site as the API shows it.</summary>
[Name("Site"), Implements(typeof(INode)), Description("One local phone system: its SIP domains, its numbers and its connectors.")]
internal sealed class SiteNode(Site site) : INode, ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => site.Id;

    [Id, Description("The id.")]
    public string Id => GlobalId.Of(site.Id);

    [Description("The name, unique in the cluster.")]
    public string Name => site.Name;

    [Description("The SIP domains by which requests name the site. The first one is the realm in which passwords are asked for.")]
    public IEnumerable<string> Domains => site.Domains;

    [Description("Whether requests that name no site belong to this one.")]
    public bool IsDefault => site.IsDefault;

    [Description("Ranges that the site declares its own; a connector's range that overlaps one shows it as a conflict.")]
    public IEnumerable<NumberRangeNode> LocalRanges => site.LocalRanges.IsDefault ? [] : site.LocalRanges.Select(range => new NumberRangeNode(range));

    [Description("Grows with each change of the site; give it as expectedVersion to change only what you have seen.")]
    public long Version => site.Version;

    [Description("The connectors.")]
    public Task<Connection<ConnectorNode>> Connectors(
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        [Description("Only those that also satisfy this.")] ConnectorFilterInput? filter = null,
        [Description("How they are sorted; by name when left out. A cursor is one of its order.")] ConnectorOrderInput? orderBy = null,
        CancellationToken cancellation = default) =>
        ConnectorQueries.List(queries, ConnectorFilterInput.Of(filter, [site.Id]), this, first, after, orderBy, cancellation);

    [Description("The local numbers.")]
    public async Task<Connection<LocalNumberNode>> LocalNumbers(
        [FromServices] IConfigurationQueries queries,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        [Description("Only those that also satisfy this.")] LocalNumberFilterInput? filter = null,
        [Description("How they are sorted; by number when left out. A cursor is one of its order.")] LocalNumberOrderInput? orderBy = null,
        CancellationToken cancellation = default)
    {
        var (wanted, faults) = LocalNumberFilterInput.Of(filter);
        if (!faults.IsEmpty) throw new BadArgument(faults[0].Message);
        var (order, list) = (orderBy?.Field ?? LocalNumberOrder.Number, $"n{orderBy?.Field ?? LocalNumberOrder.Number}{orderBy?.Direction ?? OrderDirection.Asc}");
        var slice = await queries.LocalNumbers(site.Id, wanted, order, ListCursor.Window(list, first, after, orderBy?.Direction == OrderDirection.Desc), cancellation);
        return Connection.Of(slice, list, static local => new LocalNumberNode(local), token => queries.CountLocalNumbers(site.Id, wanted, token));
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

    [Description("The site's migrations, the latest first.")]
    public async Task<Connection<MigrationNode>> Migrations(
        [FromServices] IMigrationQueries queries,
        [Id, Description("Only those of this connector.")] string? connectorId = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        ConnectorId? connector = connectorId is null ? null : GlobalId.Connector(connectorId) ?? throw new BadArgument("'connectorId' is not the id of a connector.");
        MigrationId? behind = Cursor.Read(after) is not { } key ? null : Guid.TryParseExact(key, "N", out var id) ? new MigrationId(id) : throw Cursor.Malformed();
        var page = await queries.Migrations(site.Id, connector, PageSize.Checked(first), behind, cancellation);
        return Connection.Of(page, migration => new MigrationNode(migration), migration => migration.Id.ToString());
    }

    [Description("Who decided what about precedence, the latest first. Single decisions that others cover are kept for as long as migrations can be undone.")]
    public async Task<Connection<DecisionRecordNode>> DecisionHistory(
        [FromServices] IMigrationQueries queries,
        [Id, Description("Only what was decided in the ranges of this connector.")] string? connectorId = null,
        [Description("Only what was decided for this number.")] string? number = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        CancellationToken cancellation = default)
    {
        ConnectorId? connector = connectorId is null ? null : GlobalId.Connector(connectorId) ?? throw new BadArgument("'connectorId' is not the id of a connector.");
        Number? only = number is null ? null : Number.TryParse(number, out var parsed) ? parsed : throw new BadArgument("'number' is not a number.");
        var page = await queries.History(site.Id, connector, only, PageSize.Checked(first), SequenceCursor.Read(after), cancellation);
        return Connection.Of(page, record => new DecisionRecordNode(record), record => SequenceCursor.Key(record.Layer));
    }

    [Description("What the routing rule does with a dialled number, step by step, and the requests that would go out: the same code as calls use.")]
    public async Task<RouteExplanationNode> ExplainRoute(
        [FromServices] IGrainFactory grains,
        [FromServices] IRouteExplainer explainer,
        [FromServices] TimeProvider time,
        [Description(RouteArguments.Number)] string number,
        [Id, Description(RouteArguments.ArrivedOver)] string? arrivedOver = null,
        [Description(RouteArguments.From)] string? from = null,
        [Description(RouteArguments.Origin)] RouteOriginInput? origin = null,
        [Description(RouteArguments.At)] DateTimeOffset? at = null,
        [Description(RouteArguments.Draft)] RouteDraftInput? draft = null,
        CancellationToken cancellation = default) =>
        await RouteArguments.Explain(grains, explainer, site.Id, number, arrivedOver, from, origin, RoutingTime.Checked(at, time), draft, cancellation)
        ?? throw new BadArgument("This node does not know the site yet: ask again.");
}
