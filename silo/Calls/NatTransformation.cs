using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Sdp;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Which peers are behind NAT, and what is done for them against one-way audio: requests go to where they were seen
/// (<see cref="NextHop"/>), and the private addresses in their session descriptions become that address.
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

    /// <summary>Writes Content-Length and the body; a session description of a peer behind NAT with its private addresses replaced.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="message">The peer's message.</param>
    /// <param name="seen">Where the peer was seen; null when it is not behind NAT.</param>
    public static void WriteBody(ref MessageWriter writer, SipMessage message, TransportAddress? seen)
    {
        if (seen is { } address && SdpBody.TryGet(message, out var description))
        {
            // Each connection line may grow from the shortest address to the longest.
            Span<byte> corrected = description.Length < 4096 ? stackalloc byte[8192] : new byte[description.Length * 2 + 1024];
            var body = new MessageWriter(corrected);
            if (SdpRewriter.ReplaceAddresses(ref body, description, SdpCorrection.Private, address.ToIPAddress()) && !body.Overflowed)
            {
                writer.End(body.Written);
                return;
            }
        }
        writer.End(message[message.Body]);
    }

    /// <summary>A request with one Via and no Record-Route has seen no proxy; of a response only Record-Route tells.</summary>
    private static bool CameDirectly(SipMessage message)
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
