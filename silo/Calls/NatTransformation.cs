using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Which peers are behind NAT. Against one-way audio requests go to where they were seen (<see cref="NextHop"/>), and their media is
/// relayed by this node (<see cref="Media.CallMedia"/>).
/// </summary>
internal static class NatTransformation
{
    /// <summary>
    /// True for the far side of a connector with NAT transformation; for a phone when it speaks to us directly and yet names another
    /// address in its Contact than the one at which it is seen. Behind a proxy the two always differ, and nothing is wrong.
    /// </summary>
    /// <param name="connector">The connector that the peer belongs to; null for a local phone or target.</param>
    /// <param name="message">The peer's message.</param>
    /// <param name="seen">Where the peer was seen.</param>
    public static bool IsNeeded(ConnectorRoute? connector, SipMessage message, in TransportAddress seen)
    {
        if (connector is not null) return connector.NatTransformation;
        return CameDirectly(message) && ContactUri.TryFind(message, out var contact)
            && NextHop.TryLiteral(message[contact], out var address, out _) && !address.HasAddressOf(seen);
    }

    /// <summary>True for a registered phone behind NAT: it spoke to us directly when it registered, from another address than it named.</summary>
    public static bool IsNeeded(Location location) =>
        location.Path.Length == 0 && NextHop.TryLiteral(location.Contact, out var address, out _) && !address.HasAddressOf(location.Flow.Remote);

    /// <summary>A request with one Via and no Record-Route has seen no proxy; of a response only Record-Route tells.</summary>
    public static bool CameDirectly(SipMessage message)
    {
        var vias = 0;
        foreach (ref readonly var field in message.Fields)
        {
            if (field.Name == HeaderName.RecordRoute) return false;
            if (field.Name != HeaderName.Via || !message.IsRequest) continue;
            foreach (var _ in HeaderValues.Of(message, field)) vias++;
        }
        return vias <= 1;
    }
}
