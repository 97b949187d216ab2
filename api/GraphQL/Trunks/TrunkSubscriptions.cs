using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Api.GraphQL.Trunks;

/// <summary>The topic of trunks' states.</summary>
internal sealed class TrunkSubscriptions
{
    internal static readonly EventTopic Topic =
        new EventTopic("TRUNKS", "Trunks' states: TrunkStateChange.").With<TrunkStateChanged>(static (change, logged) => new TrunkStateChange(change, logged));

    [Description("Each change of a trunk's state from now on, or from a cursor on. Subscribe first and read the states then, or after a cursor that was taken before, so that no change falls between.")]
    public static IObservable<TrunkStateChange> TrunkStateChanged(
        [FromServices] OperationEvents events,
        IResolveFieldContext context,
        [Id, Description("Only trunks of this site.")] string? siteId = null,
        [Id, Description("Only the trunk of this connector.")] string? connectorId = null,
        [Description(OperationEvents.AfterDescription)] string? after = null)
    {
        var site = OperationEvents.SiteOf(siteId);
        ConnectorId? connector = connectorId is null ? null : GlobalId.Connector(connectorId) ?? throw new BadArgument("'connectorId' is not the id of a connector.");
        return events.Open<TrunkStateChange>(context, Topic, after, site, happened => connector is null || happened is TrunkStateChanged change && change.Trunk.Connector == connector);
    }
}

/// <summary>A change of a trunk's state as the API tells it.</summary>
[Implements(typeof(IEvent)), Description("A trunk's state has changed.")]
internal sealed class TrunkStateChange(TrunkStateChanged change, LoggedEvent logged) : EventNode(logged)
{
    [Id, Description("The connector whose trunk it is.")]
    public string ConnectorId => GlobalId.Of(change.Trunk.Connector);

    [Description("The connector as it stands; null when it was deleted meanwhile.")]
    public async Task<ConnectorNode?> Connector([FromServices] IGrainFactory grains) =>
        await grains.GetGrain<IConnectorGrain>(change.Trunk.Connector.Value).Get() is { } connector ? new ConnectorNode(connector) : null;

    [Description("The trunk after the change.")]
    public TrunkNode Trunk => new(change.Trunk);
}
