using System.Net;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Why;

/// <summary>Which IP connectors are configured with an address, disabled ones too. Immutable; made once for each routing table that is asked.</summary>
internal sealed class ConfiguredSources
{
    private readonly Dictionary<TransportAddress, List<ConnectorRoute>> _addresses = [];
    private readonly List<(IPNetwork Network, ConnectorRoute Connector)> _networks = [];

    public ConfiguredSources(RoutingTable table)
    {
        Table = table;
        foreach (var connector in table.Connectors)
        {
            if (connector.Type != ConnectionType.Ip) continue;
            var sources = TrunkSources.Of(connector.Sources, []);
            foreach (var address in sources.Addresses)
            {
                if (!_addresses.TryGetValue(address, out var same)) _addresses[address] = same = [];
                same.Add(connector);
            }
            foreach (var network in sources.Networks) _networks.Add((network, connector));
        }
    }

    /// <summary>The table of which it is made.</summary>
    public RoutingTable Table { get; }

    /// <summary>The connectors with that address, whatever its port, or with a block around it.</summary>
    public IEnumerable<ConnectorRoute> Find(TransportAddress source)
    {
        var exact = _addresses.GetValueOrDefault(source.WithPort(0)) ?? [];
        if (_networks.Count == 0) return exact;
        var ip = source.ToIPAddress();
        return exact.Concat(_networks.Where(known => known.Network.Contains(ip)).Select(static known => known.Connector));
    }
}
