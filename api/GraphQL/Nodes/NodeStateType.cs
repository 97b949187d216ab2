using GraphQL.Types;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.GraphQL.Nodes;

internal sealed class NodeStateType : EnumerationGraphType
{
    public NodeStateType()
    {
        Name = "ClusterNodeState";
        Description = "What a node does for the cluster.";
        Add("JOINING", NodeState.Joining, "It has started and does not speak SIP yet.");
        Add("ACTIVE", NodeState.Active, "It takes calls and is the home of connectors.");
        Add("DRAINING", NodeState.Draining, "It finishes what it has, hands new calls to others and is the home of no connector.");
        Add("GONE", NodeState.Gone, "It stopped, or the others declared it dead.");
    }
}
