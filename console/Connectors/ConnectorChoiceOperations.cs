using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.Connectors;

/// <summary>Asks which connectors can be chosen.</summary>
internal static class ConnectorChoiceOperations
{
    public static readonly Operation<Listed> All = new("""
        query ($filter: ConnectorFilterInput) { connectors(first: 20, filter: $filter) { pageInfo { endCursor hasNextPage } nodes { id name } } }
        """);

    public static readonly Operation<OneSite> OfSite = new("""
        query ($siteId: ID!, $filter: ConnectorFilterInput) { site(id: $siteId) { connectors(first: 20, filter: $filter) { pageInfo { endCursor hasNextPage } nodes { id name } } } }
        """);

    internal sealed record Listed(Page<Choice> Connectors);

    internal sealed record OneSite(Listed? Site);
}
