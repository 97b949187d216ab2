using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Calls;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Jobs;
using SystemConnector.Api.GraphQL.Migrations;
using SystemConnector.Api.GraphQL.Nodes;
using SystemConnector.Api.GraphQL.Sites;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL;

/// <summary>The field of Query that finds anything by its id.</summary>
internal sealed class NodeQueries
{
    [Description("Whatever has this id; null when nothing has.")]
    public static async Task<INode?> Node(
        [FromServices] IGrainFactory grains,
        [FromServices] IConfigurationQueries queries,
        [FromServices] IMigrationQueries migrations,
        [FromServices] IClusterNodes cluster,
        [FromServices] IJobs jobs,
        [FromServices] ICallRecords calls,
        [Id, Description("The id.")] string id,
        CancellationToken cancellation)
    {
        if (GlobalId.Site(id) is not null) return await SiteQueries.Site(grains, id);
        if (GlobalId.Connector(id) is not null) return await ConnectorQueries.Connector(grains, id);
        if (GlobalId.Migration(id) is not null) return await MigrationQueryFields.Migration(migrations, id, cancellation);
        if (GlobalId.Job(id) is not null) return await JobQueries.Job(jobs, id, cancellation);
        if (GlobalId.ClusterNode(id) is { } number) return cluster.Find(number) is { } member ? new ClusterMember(member) : null;
        if (GlobalId.Call(id) is not null) return await CallRecordQueries.Call(calls, id, cancellation);
        if (GlobalId.Range(id) is not { } range) return null;
        var connector = await queries.ConnectorOfRange(range, cancellation);
        return connector?.Ranges.FirstOrDefault(each => each.Id == range) is { } found ? new ExtensionRangeNode(found, connector.Site) : null;
    }
}
