using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Activity;

/// <summary>The field of Query that says what a node is doing.</summary>
internal sealed class ActivityQueries
{
    [Description("What the node that answers is doing now.")]
    public static NodeActivityNode NodeActivity([FromServices] INodeActivity activity) => new(activity.Now());
}

/// <summary>What a node holds for calls, as the API shows it.</summary>
[Name("NodeActivity"), Description("What a node holds for calls. All of it goes back to 0 soon after the last call; what stays is lost.")]
internal sealed class NodeActivityNode(NodeActivity activity)
{
    [Description("SIP transactions, those of registrations and probes too.")]
    public int Transactions => activity.Transactions;

    [Description("Channels of connectors; a call from one connector to another takes one of each.")]
    public int Channels => activity.Channels;

    [Description("Calls that hold media ports.")]
    public int RelaySessions => activity.RelaySessions;

    [Description("Media ports in use or about to be closed.")]
    public int RelayPorts => activity.RelayPorts;
}
