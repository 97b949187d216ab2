using System.Collections.Immutable;
using SystemConnector.Contracts;

namespace SystemConnector.Grains.Routing;

/// <summary>Everything that calls need to know of the configuration: immutable, one per node, swapped whole.</summary>
public sealed class RoutingTable
{
    private readonly Dictionary<SiteId, SiteRoutes> _sites;
    private readonly Dictionary<string, SiteRoutes> _domains;
    private readonly Dictionary<ConnectorId, ConnectorRoute> _connectors;

    private RoutingTable(
        long version,
        Dictionary<SiteId, SiteRoutes> sites,
        Dictionary<ConnectorId, ConnectorRoute> connectors,
        ImmutableArray<NodeEntry> nodes)
    {
        Nodes = nodes;
        Version = version;
        _sites = sites;
        _connectors = connectors;
        _domains = new Dictionary<string, SiteRoutes>(AsciiKeyComparer.IgnoreCase);
        foreach (var site in sites.Values)
        {
            if (site.IsDefault) DefaultSite = site;
            foreach (var domain in site.Domains) _domains[domain] = site;
        }
        Sites = [.. sites.Values];
    }

    /// <summary>The table before anything is known.</summary>
    public static RoutingTable Empty { get; } = new(0, [], [], []);

    /// <summary>The entry of the change log up to which it holds everything.</summary>
    public long Version { get; }

    /// <summary>The sites.</summary>
    public ImmutableArray<SiteRoutes> Sites { get; }

    /// <summary>The connectors of all sites.</summary>
    public IReadOnlyCollection<ConnectorRoute> Connectors => _connectors.Values;

    /// <summary>The nodes of the cluster as they say of themselves.</summary>
    internal ImmutableArray<NodeEntry> Nodes { get; }

    /// <summary>The site that requests belong to which name none; null when none is declared.</summary>
    public SiteRoutes? DefaultSite { get; }

    /// <summary>The site, null when there is none such.</summary>
    public SiteRoutes? FindSite(SiteId id) => _sites.GetValueOrDefault(id);

    /// <summary>The site with that SIP domain (ASCII, case ignored), null when none has it.</summary>
    public SiteRoutes? FindSiteByDomain(ReadOnlySpan<byte> host) =>
        _domains.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(host, out var site) ? site : null;

    /// <summary>The connector, null when there is none such.</summary>
    public ConnectorRoute? FindConnector(ConnectorId id) => _connectors.GetValueOrDefault(id);

    /// <summary>The table after a change. Costs what the touched sites cost, plus a copy of the list of sites and connectors.</summary>
    internal RoutingTable With(long version, IReadOnlyDictionary<SiteId, SiteDelta> deltas, ImmutableArray<NodeEntry>? nodes = null)
    {
        if (deltas.Count == 0) return new RoutingTable(version, _sites, _connectors, nodes ?? Nodes);
        var sites = new Dictionary<SiteId, SiteRoutes>(_sites);
        var connectors = _connectors;
        foreach (var (id, delta) in deltas)
        {
            sites.Remove(id, out var previous);
            var next = delta.Removed ? null : SiteRoutes.Apply(previous, delta);
            if (next is not null) sites[id] = next;
            if (previous is not null && next is not null && ReferenceEquals(previous.Connectors, next.Connectors)) continue;

            if (ReferenceEquals(connectors, _connectors)) connectors = new Dictionary<ConnectorId, ConnectorRoute>(_connectors);
            foreach (var connector in previous?.Connectors ?? []) connectors.Remove(connector.Id);
            foreach (var connector in next?.Connectors ?? []) connectors[connector.Id] = connector;
        }
        return new RoutingTable(version, sites, connectors, nodes ?? Nodes);
    }
}
