using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Migrations;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Says of an id to which site it belongs. For callers of all sites nobody asks.</summary>
internal sealed class ScopedIds(ISiteDirectory directory, IGrainFactory grains, IConfigurationQueries queries, IMigrationQueries migrations)
{
    /// <summary>
    /// The id, if it is for a caller of these sites; otherwise one of the same type that names nothing: so whatever takes it answers
    /// exactly as if the thing did not exist.
    /// </summary>
    public async ValueTask<string> Narrow(string id, SiteScope sites, CancellationToken cancellation) =>
        GlobalId.TypeOf(id) is { } type && !await IsFor(id, type, sites, cancellation) ? GlobalId.OfNothing(type) : id;

    private async ValueTask<bool> IsFor(string id, string type, SiteScope sites, CancellationToken cancellation)
    {
        // What is no site's and everybody's: nodes are seen by all, and what changes them needs all sites.
        if (GlobalId.ClusterNode(id) is not null) return true;
        if (GlobalId.Site(id) is { } site) return sites.Holds(site);
        if (GlobalId.Connector(id) is { } connector) return sites.Holds(await SiteOf(connector));
        if (GlobalId.Range(id) is { } range) return sites.Holds((await queries.ConnectorOfRange(range, cancellation))?.Site);
        if (GlobalId.Migration(id) is { } migration) return sites.Holds((await migrations.Find(migration, cancellation))?.Site);
        // Which keys are whose is a matter of several sites: what takes such an id is told the caller's sites.
        if (type == GlobalId.ApiKeyType) return true;
        // Of a type that nobody has placed above: better one thing that cannot be reached than one that can by anybody.
        return false;
    }

    // A connector that another node made just now is not in this node's memory yet.
    private async ValueTask<SiteId?> SiteOf(ConnectorId connector) =>
        directory.SiteOf(connector) ?? (await grains.GetGrain<IConnectorGrain>(connector.Value).Get())?.Site;
}
