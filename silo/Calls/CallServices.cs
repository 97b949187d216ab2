using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Calls;

/// <summary>What setting up a call needs of the node.</summary>
internal sealed record CallServices(
    SipNode Node,
    RoutingTableFeed Routing,
    TrunkClient Trunks,
    Locations Locations,
    Destinations Destinations,
    SealedContact Contacts,
    HopMark HopMarks,
    TimeProvider Time,
    ILogger<CallSetup> Log)
{
    /// <summary>True when what the connector's far side says of its address is not to be believed.</summary>
    public bool IsBehindNat(Guid connector) =>
        connector != default && Routing.Current.FindConnector(new ConnectorId(connector)) is { NatTransformation: true };
}
