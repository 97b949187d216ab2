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

    /// <summary>The one that an address names.</summary>
    public static readonly Operation<Chosen> One = new("query ($id: ID!) { connector(id: $id) { id name extensionRanges { min max } site { id name } } }");

    internal sealed record Chosen(ConnectorChoice? Connector);

    internal sealed record OneSite(Listed? Site);

    internal sealed record Listed(Choices Connectors);

    internal sealed record Choices(IReadOnlyList<ConnectorChoice> Nodes);
}
