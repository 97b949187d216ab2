using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.Overview;

/// <summary>What the overview asks the API.</summary>
internal static class OverviewOperations
{
    /// <summary>The systems: however many there are, those that do not work and the first ones; the rest as numbers that no row is read for.</summary>
    public static readonly Operation<Systems> Read = new("""
        query {
          sites(first: 20) { totalCount pageInfo { endCursor hasNextPage } nodes { id name } }
          first: connectors(first: 30) { totalCount pageInfo { endCursor hasNextPage } nodes { ...link } }
          failing: connectors(first: 30, filter: { trunkStates: [UNREACHABLE, REJECTED, DNS_FAILURE, REGISTERING] }) {
            totalCount pageInfo { endCursor hasNextPage } nodes { ...link }
          }
          nodes { trunkCounts { state count } }
        }
        fragment link on Connector { id name site { id name } trunk { state usable cause since channelsInUse } }
        """);

    public static readonly Operation<Attention> NeedsAttention = new("""
        query {
          conflicting: connectors(first: 5, filter: { hasConflicts: true }, orderBy: { field: CONFLICT_COUNT, direction: DESC }) {
            totalCount pageInfo { endCursor hasNextPage }
            nodes { id name extensionRanges { conflicts(first: 1, filter: { decided: false, kinds: [EXTENSION, CALL_FLOW, PARKING_LOT, SPEED_DIAL] }) { totalCount } } }
          }
          unmatchedCallers(first: 1) { totalCount nodes { source text lastSeen } }
          nodes { id name state notReady unreachable fenced }
        }
        """);

    public static readonly Operation<GoingOn> CallsGoingOn = new("{ activeCalls(first: 1) { totalCount silentNodes } }");

    public static readonly Operation<OfLate> CallsPerMinute = new("""
        query ($from: DateTime!, $to: DateTime!) { callsPerMinute(from: $from, to: $to) { begin calls answered failed } }
        """);

    internal sealed record Systems(Page<SystemSite> Sites, Page<SystemLink> First, Page<SystemLink> Failing, IReadOnlyList<NodeTrunks> Nodes);

    internal sealed record NodeTrunks(IReadOnlyList<TrunkCount> TrunkCounts);

    internal sealed record Attention(Page<Conflicting> Conflicting, Unmatched UnmatchedCallers, IReadOnlyList<Node> Nodes);

    internal sealed record Conflicting(string Id, string Name, IReadOnlyList<Range> ExtensionRanges)
    {
        public int UndecidedConflicts => ExtensionRanges.Sum(static range => range.Conflicts.TotalCount);
    }

    internal sealed record Range(Undecided Conflicts);

    internal sealed record Undecided(int TotalCount);

    internal sealed record Unmatched(int TotalCount, IReadOnlyList<Caller> Nodes);

    internal sealed record Caller(string Source, string Text, DateTimeOffset LastSeen);

    internal sealed record Node(string Id, string Name, string State, string? NotReady, string? Unreachable, bool? Fenced);

    internal sealed record GoingOn(Active ActiveCalls);

    internal sealed record OfLate(IReadOnlyList<CallMinute> CallsPerMinute);

    internal sealed record Active(int TotalCount, IReadOnlyList<string> SilentNodes);

    internal sealed record CallMinute(DateTimeOffset Begin, int Calls, int Answered, int Failed);
}
