using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Nodes;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Connectors;

/// <summary>Where a connector lives, as the API shows it.</summary>
[Name("ConnectorHome"), Description("The node that has a connector: it alone registers and watches its trunk.")]
internal sealed class ConnectorHomeNode(ConnectorHome home)
{
    [Description("The node.")]
    public ClusterMember Node => new(home.Node);

    [Description("Since when it has the connector; null when that is not known.")]
    public DateTimeOffset? Since => home.Since;

    [Description("Why it is this node, in one sentence.")]
    public string Reason => home.Reason;
}
