using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Console.Tests;

/// <summary>Where the pages of a connector are.</summary>
internal static class ConnectorPaths
{
    /// <summary>The page of a connector, and what follows.</summary>
    public static string Path(this TestConnector connector, string rest = "") => $"/connectors/{Uri.EscapeDataString(connector.Id)}{rest}";
}
