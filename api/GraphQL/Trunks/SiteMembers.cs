using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Trunks;

/// <summary>
/// Which connectors belong to a site. A trunk's state does not name its site, so a connector is asked once in the life of a
/// subscription: it never changes its site.
/// </summary>
internal sealed class SiteMembers(IGrainFactory grains, SiteId? site)
{
    private readonly Dictionary<ConnectorId, bool> _known = [];

    /// <summary>Whether the connector belongs to the site; always when no site was given.</summary>
    public async ValueTask<bool> Contain(ConnectorId connector)
    {
        if (site is null) return true;
        if (_known.TryGetValue(connector, out var known)) return known;
        // Not remembered when there is none: it may be about to be created.
        if (await grains.GetGrain<IConnectorGrain>(connector.Value).Get() is not { } found) return false;
        return _known[connector] = found.Site == site;
    }
}
