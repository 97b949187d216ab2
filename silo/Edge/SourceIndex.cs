using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>From which addresses the calls of IP connectors come, and which are those of connectors that know MD5 alone. Immutable; built anew when trunks change.</summary>
internal sealed class SourceIndex
{
    private readonly FrozenDictionary<TransportAddress, ImmutableArray<ConnectorId>> _addresses;
    private readonly ImmutableArray<Blocks> _blocks;
    private readonly FrozenSet<TransportAddress> _md5Only;

    private SourceIndex(
        FrozenDictionary<TransportAddress, ImmutableArray<ConnectorId>> addresses, ImmutableArray<Blocks> blocks,
        FrozenSet<TransportAddress> md5Only)
    {
        _addresses = addresses;
        _blocks = blocks;
        _md5Only = md5Only;
    }

    /// <summary>Nobody is known by address.</summary>
    public static SourceIndex Empty { get; } = Build([]);

    /// <summary>The index of the IP connectors among the trunks.</summary>
    public static SourceIndex Build(IEnumerable<Trunk> trunks)
    {
        var addresses = new Dictionary<TransportAddress, ImmutableArray<ConnectorId>>();
        var blocks = new Dictionary<(bool IsIPv6, int PrefixLength), Dictionary<TransportAddress, ImmutableArray<ConnectorId>>>();
        var md5Only = new HashSet<TransportAddress>();
        foreach (var trunk in trunks)
        {
            if (trunk.Configuration.Md5Only) md5Only.UnionWith(trunk.Sources.Addresses);
            if (trunk.Configuration is not { Type: ConnectionType.Ip, Enabled: true } configuration) continue;
            var sources = trunk.Sources;
            foreach (var address in sources.Addresses) Add(addresses, address, configuration.Connector);
            foreach (var network in sources.Networks)
            {
                var block = TransportAddress.Of(network.BaseAddress, 0);
                // IPv4 mapped to IPv6 is IPv4 again, and so is its prefix.
                var prefixLength = network.PrefixLength - (network.BaseAddress.IsIPv4MappedToIPv6 ? 96 : 0);
                ref var same = ref CollectionsMarshal.GetValueRefOrAddDefault(blocks, (block.IsIPv6, prefixLength), out _);
                Add(same ??= [], block, configuration.Connector);
            }
        }
        return new SourceIndex(
            addresses.ToFrozenDictionary(),
            [
                .. blocks
                    .OrderByDescending(static same => same.Key.PrefixLength)
                    .Select(static same => new Blocks(same.Key.IsIPv6, same.Key.PrefixLength, same.Value.ToFrozenDictionary())),
            ],
            md5Only.ToFrozenSet());
    }

    /// <summary>The connectors whose calls come from that address, whatever the port: those with the address itself, else those with a block around it, the narrowest first.</summary>
    public ImmutableArray<ConnectorId> Find(in TransportAddress source)
    {
        if (_addresses.TryGetValue(source.WithPort(0), out var exact)) return exact;
        var found = ImmutableArray<ConnectorId>.Empty;
        foreach (ref readonly var blocks in _blocks.AsSpan())
        {
            if (blocks.IsIPv6 != source.IsIPv6 || !blocks.Connectors.TryGetValue(source.Network(blocks.PrefixLength), out var connectors)) continue;
            found = found.IsEmpty ? connectors : found.AddRange(connectors);
        }
        return found;
    }

    /// <summary>True for an address, whatever its port, of a connector that is challenged with MD5 alone.</summary>
    public bool IsMd5Only(in TransportAddress source) => _md5Only.Contains(source.WithPort(0));

    private static void Add(Dictionary<TransportAddress, ImmutableArray<ConnectorId>> connectors, in TransportAddress key, ConnectorId connector) =>
        connectors[key] = connectors.GetValueOrDefault(key, []).Add(connector);

    /// <summary>The blocks of one prefix length, by their first address.</summary>
    private readonly record struct Blocks(bool IsIPv6, int PrefixLength, FrozenDictionary<TransportAddress, ImmutableArray<ConnectorId>> Connectors);
}
