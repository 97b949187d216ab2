using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Access;

/// <summary>Reads the routing table.</summary>
internal sealed class SiteDirectory(RoutingTableFeed feed) : ISiteDirectory
{
    public SiteId? SiteOf(ConnectorId connector) => feed.Current.FindConnector(connector)?.Site;

    public string? NameOf(ConnectorId connector) => feed.Current.FindConnector(connector)?.Name;

    public SiteId? Find(string name)
    {
        foreach (var site in feed.Current.Sites)
            if (site.Name == name) return site.Id;
        return null;
    }
}
