using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>From which addresses the calls of IP connectors come, and which are those of connectors that know MD5 alone. Immutable; built anew when trunks change.</summary>
internal sealed class SourceIndex
{
    private readonly FrozenDictionary<TransportAddress, ImmutableArray<ConnectorId>> _addresses;
    private readonly ImmutableArray<(IPNetwork Network, ConnectorId Connector)> _networks;
    private readonly FrozenSet<TransportAddress> _md5Only;

    private SourceIndex(
        FrozenDictionary<TransportAddress, ImmutableArray<ConnectorId>> addresses, ImmutableArray<(IPNetwork, ConnectorId)> networks,
        FrozenSet<TransportAddress> md5Only)
    {
        _addresses = addresses;
        _networks = networks;
        _md5Only = md5Only;
    }

    /// <summary>Nobody is known by address.</summary>
    public static SourceIndex Empty { get; } = Build([]);

    /// <summary>The index of the IP connectors among the trunks.</summary>
    public static SourceIndex Build(IEnumerable<Trunk> trunks)
    {
        var addresses = new Dictionary<TransportAddress, ImmutableArray<ConnectorId>>();
        var networks = new List<(IPNetwork Network, ConnectorId Connector)>();
        var md5Only = new HashSet<TransportAddress>();
        foreach (var trunk in trunks)
        {
            if (trunk.Configuration.Md5Only) md5Only.UnionWith(trunk.Sources.Addresses);
            if (trunk.Configuration is not { Type: ConnectionType.Ip, Enabled: true } configuration) continue;
            var sources = trunk.Sources;
            foreach (var address in sources.Addresses)
                addresses[address] = addresses.GetValueOrDefault(address, []).Add(configuration.Connector);
            foreach (var network in sources.Networks) networks.Add((network, configuration.Connector));
        }
        // The narrowest block that holds an address says whose it is.
        networks.Sort(static (a, b) => b.Network.PrefixLength.CompareTo(a.Network.PrefixLength));
        return new SourceIndex(addresses.ToFrozenDictionary(), [.. networks], md5Only.ToFrozenSet());
    }

    /// <summary>The connectors whose calls come from that address, whatever the port: those with the address itself, else those with a block around it.</summary>
    public ImmutableArray<ConnectorId> Find(in TransportAddress source)
    {
        if (_addresses.TryGetValue(source.WithPort(0), out var exact)) return exact;
        if (_networks.IsEmpty) return [];
        var address = source.ToIPAddress();
        var found = ImmutableArray<ConnectorId>.Empty;
        foreach (var (network, connector) in _networks)
            if (network.Contains(address)) found = found.Add(connector);
        return found;
    }

    /// <summary>True for an address, whatever its port, of a connector that is challenged with MD5 alone.</summary>
    public bool IsMd5Only(in TransportAddress source) => _md5Only.Contains(source.WithPort(0));
}
