using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Nodes;

/// <summary>The fields of Query that are about the cluster.</summary>
internal sealed class ClusterQueries
{
    [Description("The nodes of the cluster by their numbers: all that were seen and not forgotten, those that are gone too.")]
    public static IEnumerable<ClusterMember> Nodes([FromServices] IClusterNodes nodes) =>
        nodes.All.OrderBy(static node => node.Number).Select(static node => new ClusterMember(node));
}
