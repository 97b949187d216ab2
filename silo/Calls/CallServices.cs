using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.CallRecords;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Silo.Trunks;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

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
    KeptCalls Kept,
    CallBook Book,
    CallJournal Journal,
    CallMedia Media,
    CallMetrics Metrics,
    TimeProvider Time)
{
    /// <summary>The connector of that id as the routing table has it now; null for a local phone or target, and when it is gone.</summary>
    public ConnectorRoute? Connector(Guid id) => id == default ? null : Routing.Current.FindConnector(new ConnectorId(id));

    /// <summary>Has the sender of a request, when we must connect to it for our response, prove over TLS that it is the far side of that connector.</summary>
    public void Expect(ServerTransaction server, ConnectorId sender)
    {
        if (sender != default && server.Source.Transport.Protocol == TransportProtocol.Tls)
            server.ReconnectOver = SipNode.Towards(server.Source.Transport, Trunks.Find(sender)?.Peer);
    }
}
