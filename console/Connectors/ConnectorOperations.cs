using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.Connectors;

/// <summary>How a connector is linked.</summary>
public enum ConnectionType
{
    /// <summary>By address.</summary>
    GenericIpAuth,

    /// <summary>By username and password.</summary>
    GenericPasswordAuth,
}

/// <summary>What the pages about connectors ask the API.</summary>
internal static class ConnectorOperations
{
    public static readonly Operation<Listed> List = new("""
        query ($after: String, $filter: ConnectorFilterInput, $orderBy: ConnectorOrderInput) {
          connectors(first: 50, after: $after, filter: $filter, orderBy: $orderBy) {
            totalCount
            pageInfo { endCursor hasNextPage }
            nodes {
              id name enabled connectionType ipAddress conflictCount
              site { name }
              extensionRanges { min max }
              limits { channels }
              trunk { state usable cause since channelsInUse }
              home { node { name } reason }
            }
          }
        }
        """);

    internal sealed record Listed(Page<Connector> Connectors);

    internal sealed record Connector(
        string Id, string Name, bool Enabled, ConnectionType ConnectionType, string IpAddress, int ConflictCount, Site? Site, IReadOnlyList<Range> ExtensionRanges,
        Limits Limits, Trunk? Trunk, Home? Home);

    internal sealed record Site(string Name);

    internal sealed record Range(string Min, string Max)
    {
        public override string ToString() => Min == Max ? Min : $"{Min} – {Max}";
    }

    internal sealed record Limits(int Channels);

    internal sealed record Home(HomeNode Node, string Reason);

    internal sealed record HomeNode(string Name);
}
