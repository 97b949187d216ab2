using SystemConnector.Contracts;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Routing;

/// <summary>What entries of the change log name, each row once.</summary>
internal sealed class NamedRows
{
    public HashSet<SiteId> Settings { get; } = [];

    public HashSet<SiteId> Whole { get; } = [];

    public HashSet<ConnectorId> Connectors { get; } = [];

    public Dictionary<SiteId, HashSet<string>> Numbers { get; } = [];

    public Dictionary<SiteId, HashSet<string>> Decisions { get; } = [];

    public Dictionary<SiteId, HashSet<string>> Bindings { get; } = [];

    public bool Nodes { get; private set; }

    public bool ClusterKeys { get; private set; }

    public bool ApiKeys { get; private set; }

    public static NamedRows Of(IEnumerable<RouteChange> changes)
    {
        var rows = new NamedRows();
        foreach (var change in changes) rows.Add(change);
        return rows;
    }

    private void Add(RouteChange change)
    {
        switch (change.Kind)
        {
            case RouteChangeKind.Site:
                Settings.Add(new SiteId(Guid.ParseExact(change.Key, "N")));
                break;
            case RouteChangeKind.WholeSite:
                Whole.Add(new SiteId(Guid.ParseExact(change.Key, "N")));
                break;
            case RouteChangeKind.Connector:
                Connectors.Add(new ConnectorId(Guid.ParseExact(change.Key, "N")));
                break;
            case RouteChangeKind.LocalNumber:
                OfSite(Numbers, change.Key);
                break;
            case RouteChangeKind.Decision:
                OfSite(Decisions, change.Key);
                break;
            case RouteChangeKind.Bindings:
                OfSite(Bindings, change.Key);
                break;
            case RouteChangeKind.Node:
                Nodes = true;
                break;
            case RouteChangeKind.ClusterKeys:
                ClusterKeys = true;
                break;
            case RouteChangeKind.ApiKeys:
                ApiKeys = true;
                break;
        }
    }

    // Keys of rows within a site have the form of an address of record's: "{site}/{name}".
    private static void OfSite(Dictionary<SiteId, HashSet<string>> rows, string key)
    {
        var (site, name) = AddressOfRecordKey.Parse(key);
        if (!rows.TryGetValue(site, out var names)) rows[site] = names = [];
        names.Add(name);
    }
}
