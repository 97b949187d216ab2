using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// What is done to a response on its way back, in this order:
/// <list type="number">
/// <item>Status line: as it came.</item>
/// <item>Via, From, To, Call-ID, CSeq, Record-Route: those of the request that it answers, with the peer's To tag.</item>
/// <item>Contact: ours, with the sealed token, where the response has one; a redirect's Contact passes.</item>
/// <item>Challenges: kept back; they are between the peer and us.</item>
/// <item>All other header fields: as they came.</item>
/// <item>Body: as it came; a session description from behind NAT is corrected.</item>
/// </list>
/// </summary>
internal static class ResponseEgress
{
    /// <summary>Writes and sends the response.</summary>
    /// <param name="server">The transaction that it answers.</param>
    /// <param name="response">The peer's response.</param>
    /// <param name="contacts">Writes our Contact.</param>
    /// <param name="contactUser">The user part of our Contact.</param>
    /// <param name="token">What our Contact carries; used when the response establishes or refreshes a dialog.</param>
    /// <param name="behindNat">Where the peer was seen, when it is behind NAT.</param>
    public static void Send(
        ServerTransaction server, SipMessage response, SealedContact contacts, scoped ReadOnlySpan<byte> contactUser, scoped DialogToken token,
        TransportAddress? behindNat = null)
    {
        var writer = server.Shard.Writer();

        // 1. and 2.
        server.BeginResponse(ref writer, response.Status, response[response.ReasonPhrase], response[response.To.Tag]);

        // 3. Contact
        var isRedirect = response.Status is >= 300 and < 400;
        if (!isRedirect && response.Has(HeaderName.Contact) && !contacts.TryWrite(ref writer, server.Source, contactUser, token))
        {
            server.Respond(500, "Route Set Too Long"u8);
            return;
        }

        // 4. and 5.
        foreach (ref readonly var field in response.Fields)
        {
            if (IsOurs(field.Name) || (field.Name == HeaderName.Contact && !isRedirect)) continue;
            writer.Field(response, field);
        }

        // 6. Body
        NatTransformation.WriteBody(ref writer, response, behindNat);
        if (writer.Overflowed) server.Respond(513);
        else server.Send(response.Status, writer.Written);
    }

    private static bool IsOurs(HeaderName name) => name is HeaderName.Via or HeaderName.From or HeaderName.To or HeaderName.CallId or HeaderName.CSeq
        or HeaderName.RecordRoute or HeaderName.ContentLength or HeaderName.WwwAuthenticate or HeaderName.ProxyAuthenticate;
}
