using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.TryACall;

namespace SystemConnector.WebConsole.Calls;

/// <summary>What the pages about calls ask the API.</summary>
internal static class CallOperations
{
    public static readonly Operation<ActiveListed> Active = new("""
        query ($after: String, $connectorId: ID, $siteId: ID) {
          activeCalls(first: 10, after: $after, connectorId: $connectorId, siteId: $siteId) {
            totalCount
            silentNodes
            pageInfo { endCursor hasNextPage }
            nodes { id from number siteId connectorInId connectorOutId startedAt answeredAt }
          }
        }
        """);

    public static readonly Operation<PastListed> Past = new("""
        query ($after: String, $number: String, $connectorId: ID, $siteId: ID, $outcome: CallOutcome, $cause: CallCause, $from: DateTime, $to: DateTime) {
          callRecords(first: 25, after: $after, number: $number, connectorId: $connectorId, siteId: $siteId, outcome: $outcome, cause: $cause, from: $from, to: $to) {
            pageInfo { endCursor hasNextPage }
            nodes { id from to number numberSent siteId connectorInId connectorOutId startedAt endedAt outcome cause text advice status talkSeconds }
          }
        }
        """);

    public static readonly Operation<FailuresListed> Failures = new("""
        query ($number: String, $connectorId: ID, $siteId: ID, $from: DateTime, $to: DateTime) {
          callRecords(first: 200, outcome: FAILED, number: $number, connectorId: $connectorId, siteId: $siteId, from: $from, to: $to) {
            pageInfo { endCursor hasNextPage }
            nodes { cause advice }
          }
        }
        """);

    public static readonly Operation<Found> One = new("""
        query ($id: ID!) {
          call(id: $id) {
            id callId from to number numberSent siteId node startedAt answeredAt endedAt
            connectorIn { id name }
            connectorOut { id name }
            connectorInId connectorOutId
            outcome cause text advice status endedBy endReason
            postDialDelaySeconds ringSeconds talkSeconds
            attempts { connectorId connectorName place numberSent afterSeconds tookSeconds status cause }
            media { packetsFromCaller packetsFromCalled lostFromCaller lostFromCalled }
            explanation { happened }
          }
        }
        """);

    public static readonly Operation<FoundExplained> Explain = new($$"""
        query ($id: ID!) { call(id: $id) { explanation { difference now { ...RouteFields } } } }
        {{RouteOperations.Fields}}
        """);

    internal sealed record ActiveListed(ActiveCalls ActiveCalls);

    internal sealed record ActiveCalls(IReadOnlyList<ActiveCall> Nodes, PageInfo PageInfo, int TotalCount, IReadOnlyList<string> SilentNodes);

    internal sealed record PastListed(Page<PastCall> CallRecords);

    internal sealed record FailuresListed(Page<Failure> CallRecords);

    internal sealed record Found(Call? Call);

    internal sealed record FoundExplained(Explained? Call);

    internal sealed record Explained(Explanation Explanation);

    internal sealed record Explanation(string? Difference, Route? Now);
}
