using System.Collections.Immutable;
using System.Net;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>From where a trunk's calls may come. Immutable.</summary>
/// <param name="Addresses">Single addresses, all with port 0.</param>
/// <param name="Networks">Blocks of addresses.</param>
internal sealed record TrunkSources(ImmutableArray<TransportAddress> Addresses, ImmutableArray<IPNetwork> Networks)
{
    /// <summary>Brings configured sources and resolved addresses together; what is no address was refused when it was configured and is left out.</summary>
    public static TrunkSources Of(ImmutableArray<string> configured, IEnumerable<IPAddress> resolved)
    {
        var addresses = new HashSet<TransportAddress>();
        var networks = ImmutableArray.CreateBuilder<IPNetwork>();
        foreach (var source in configured.IsDefault ? [] : configured)
        {
            if (IPAddress.TryParse(source, out var address)) addresses.Add(TransportAddress.Of(address, 0));
            else if (IPNetwork.TryParse(source, out var network)) networks.Add(network);
        }
        foreach (var address in resolved) addresses.Add(TransportAddress.Of(address, 0));
        return new TrunkSources([.. addresses], networks.ToImmutable());
    }

    /// <summary>True when the address, whatever its port, is one of them.</summary>
    public bool Contains(in TransportAddress address)
    {
        foreach (ref readonly var known in Addresses.AsSpan())
            if (known.HasAddressOf(address)) return true;
        if (Networks.IsEmpty) return false;
        var ip = address.ToIPAddress();
        foreach (var network in Networks)
            if (network.Contains(ip)) return true;
        return false;
    }
}
