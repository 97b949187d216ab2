using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Trunks;
using SystemConnector.Silo.Why;

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
    ChannelLedgers Channels,
    CallJournal Journal,
    TimeProvider Time);
