using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Cluster;

/// <summary>Explains the homes of connectors: who has each, as its trunk says, against who should, by the hash.</summary>
internal sealed class ConnectorHomes(IClusterNodes nodes, TrunkStates trunks) : IConnectorHomes
{
    public ConnectorHome? Of(ConnectorId connector)
    {
        if (trunks.Find(connector) is not { } trunk || nodes.Find(trunk.Node) is not { } home) return null;
        var preferred = Homes.Preferred(connector, nodes.All.Select(static node => node.Number)) is { } number ? nodes.Find(number) : null;
        return new ConnectorHome(home, trunk.HomeSince == default ? null : trunk.HomeSince, HomeReason.Of(home, preferred ?? home, nodes.HomeOf(connector)));
    }
}
