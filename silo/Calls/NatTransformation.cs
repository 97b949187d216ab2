using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sdp;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// What is done for a peer behind NAT, against one-way audio: requests go to where it was seen (<see cref="NextHop"/>), and the
/// private addresses in its session descriptions become the address from which it was seen, here.
/// </summary>
internal static class NatTransformation
{
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
}
