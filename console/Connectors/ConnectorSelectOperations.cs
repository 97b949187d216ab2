using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Connectors;

/// <summary>Asks which connectors can be chosen.</summary>
internal static class ConnectorSelectOperations
{
    public static readonly Operation<Listed> All = new("""
        query ($filter: ConnectorFilterInput) { connectors(first: 20, filter: $filter) { nodes { id name extensionRanges { min max } site { id name } } } }
        """);

    public static readonly Operation<OneSite> OfSite = new("""
        query ($siteId: ID!, $filter: ConnectorFilterInput) { site(id: $siteId) { connectors(first: 20, filter: $filter) { nodes { id name extensionRanges { min max } } } } }
        """);

    internal sealed record OneSite(Listed? Site);

    internal sealed record Listed(Choices Connectors);

    internal sealed record Choices(IReadOnlyList<ConnectorChoice> Nodes);
}
