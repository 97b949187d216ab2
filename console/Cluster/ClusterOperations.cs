using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.Cluster;

/// <summary>What the page about the cluster asks the API.</summary>
internal static class ClusterOperations
{
    public static readonly Operation<Cluster> Nodes = new("""
        query {
          nodes {
            id name number state version startedAt notReady unreachable fenced
            load { channels relaySessions relayPorts transactions }
            sockets { protocol local advertisedHost }
            trunkCounts { state count }
          }
        }
        """);

    public static readonly Operation<OfNode> Trunks = new("""
        query ($id: ID!, $after: String) {
          node(id: $id) {
            ... on ClusterNode {
              trunks(first: 50, after: $after) {
                totalCount
                pageInfo { endCursor hasNextPage }
                nodes { connectorId connector { name site { name } } trunk { state usable cause since channelsInUse } }
              }
            }
          }
        }
        """);

    public static readonly Operation<Drained> Drain = new("""
        mutation ($input: DrainNodeInput!) { change: drainNode(input: $input) { errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Drained> Undrain = new("""
        mutation ($input: UndrainNodeInput!) { change: undrainNode(input: $input) { errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    internal sealed record Cluster(IReadOnlyList<ClusterNode> Nodes);

    internal sealed record OfNode(NodeWithTrunks? Node);

    internal sealed record NodeWithTrunks(Page<NodeTrunk> Trunks);

    internal sealed record NodeTrunk(string ConnectorId, TrunkConnector? Connector, Trunk Trunk);

    internal sealed record TrunkConnector(string Name, TrunkSite? Site);

    internal sealed record TrunkSite(string Name);

    internal sealed record Drained(Change Change);

    internal sealed record Change(IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);
}
