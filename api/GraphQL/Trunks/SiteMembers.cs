using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Trunks;

/// <summary>
/// Which site a connector belongs to. A trunk's state does not say it; a connector never changes its site, and one that this node does
/// not know yet is asked once in the life of a subscription.
/// </summary>
internal sealed class SiteMembers(IGrainFactory grains, ISiteDirectory directory)
{
    private readonly Dictionary<ConnectorId, SiteId> _known = [];

    /// <summary>The site; null when there is no such connector.</summary>
    public async ValueTask<SiteId?> SiteOf(ConnectorId connector)
    {
        if (_known.TryGetValue(connector, out var known)) return known;
        if (directory.SiteOf(connector) is { } site) return _known[connector] = site;
        // Not remembered when there is none: it may be about to be created.
        if (await grains.GetGrain<IConnectorGrain>(connector.Value).Get() is not { } found) return null;
        return _known[connector] = found.Site;
    }
}
