using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.UnmatchedCallers;

/// <summary>What the page about unmatched callers asks the API.</summary>
internal static class UnmatchedCallerOperations
{
    public static readonly Operation<Listed> List = new("""
        query ($after: String, $siteId: ID) {
          unmatchedCallers(first: 50, after: $after, siteId: $siteId) {
            totalCount
            silentNodes
            pageInfo { endCursor hasNextPage }
            nodes { source port siteId username from to method reason text connectorId count firstSeen lastSeen }
          }
        }
        """);

    public static readonly Operation<Found> Connector = new("""
        query ($id: ID!) { connector(id: $id) { id name ipAddress allowTransit } }
        """);

    public static readonly Operation<Assigned> Assign = new("""
        mutation ($input: AssignCallerInput!) {
          assignCaller(input: $input) { connector { id } errors { __typename ... on Error { field message } } warnings { message } }
        }
        """);

    internal sealed record Listed(Callers UnmatchedCallers);

    internal sealed record Callers(IReadOnlyList<UnmatchedCaller> Nodes, PageInfo PageInfo, int TotalCount, IReadOnlyList<string> SilentNodes);

    internal sealed record Found(FarSide? Connector);

    internal sealed record FarSide(string Id, string Name, string IpAddress, bool AllowTransit);

    internal sealed record Assigned(Payload AssignCaller);

    internal sealed record Payload(IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);
}
