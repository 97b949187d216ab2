using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.TryACall;

/// <summary>Asks what the routing rule does.</summary>
internal static class RouteOperations
{
    /// <summary>What is shown of an explanation: the fragment RouteFields.</summary>
    public const string Fields = """
        fragment RouteFields on RouteExplanation {
          outcome summary advice status cause at tableVersion siteId
          identification { by text connectorId connectorName extension siteName }
          steps { kind matched text }
          candidates {
            connectorId name numbers { min max } numberSent priority rejection obstacle text channels channelsInUse
            trunk { state usable cause since channelsInUse }
            requests { ...RequestFields }
          }
          requests { ...RequestFields }
          nextChange { at text }
        }
        fragment RequestFields on OutgoingRequest { requestLine transport nextHop from to assertedIdentity privacy route text }
        """;

    public static readonly Operation<Explained> Explain = new($$"""
        query ($number: String!, $siteId: ID, $from: String, $arrivedOver: ID, $origin: RouteOriginInput, $at: DateTime) {
          explainRoute(number: $number, siteId: $siteId, from: $from, arrivedOver: $arrivedOver, origin: $origin, at: $at) { ...RouteFields }
        }
        {{Fields}}
        """);

    public static readonly Operation<Listed> Sites = new("""
        query { sites(first: 200) { nodes { id name isDefault } } }
        """);

    internal sealed record Explained(Route? ExplainRoute);

    internal sealed record Listed(SiteList Sites);

    internal sealed record SiteList(IReadOnlyList<Site> Nodes);

    internal sealed record Site(string Id, string Name, bool IsDefault);
}
