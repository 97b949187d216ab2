using System.ComponentModel;
using System.Runtime.CompilerServices;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Trunks;

/// <summary>The fields of Subscription that are about trunks.</summary>
internal sealed class TrunkSubscriptions
{
    [Description("Each change of a trunk's state from now on. Subscribe first and read the states then, so that no change falls between.")]
    public static IAsyncEnumerable<TrunkStateChange> TrunkStateChanged(
        [FromServices] ITrunkStates trunks,
        [FromServices] IGrainFactory grains,
        [FromServices] ISiteDirectory directory,
        [Id, Description("Only trunks of this site.")] string? siteId = null,
        [Id, Description("Only the trunk of this connector.")] string? connectorId = null,
        CancellationToken cancellation = default)
    {
        SiteId? site = siteId is null ? null : GlobalId.Site(siteId) ?? throw new BadArgument("'siteId' is not the id of a site.");
        ConnectorId? connector = connectorId is null ? null : GlobalId.Connector(connectorId) ?? throw new BadArgument("'connectorId' is not the id of a connector.");
        // Watched from here on, not from the first read on: what changes in between is not lost.
        return Filter(trunks.Watch(cancellation), new SiteMembers(grains, directory), site, connector, cancellation);
    }

    private static async IAsyncEnumerable<TrunkStateChange> Filter(
        IAsyncEnumerable<TrunkStatus> changes, SiteMembers members, SiteId? site, ConnectorId? connector, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var status in changes.WithCancellation(cancellation))
        {
            if (connector is not null && status.Connector != connector) continue;
            var of = await members.SiteOf(status.Connector);
            if (site is null || of == site) yield return new TrunkStateChange(status, of);
        }
    }
}

/// <summary>A change of a trunk's state as the API tells it.</summary>
[Description("A trunk's state has changed.")]
internal sealed class TrunkStateChange(TrunkStatus status, SiteId? site) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => site;

    [Id, Description("The connector whose trunk it is.")]
    public string ConnectorId => GlobalId.Of(status.Connector);

    [Description("The connector as it stands; null when it was deleted meanwhile.")]
    public async Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains) =>
        await grains.GetGrain<IConnectorGrain>(status.Connector.Value).Get() is { } connector ? new ConnectorNode(connector) : null;

    [Description("The trunk after the change.")]
    public TrunkNode Trunk => new(status);
}
