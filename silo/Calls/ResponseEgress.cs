using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// What is done to a response on its way back, in this order:
/// <list type="number">
/// <item>Status line: as it came.</item>
/// <item>Record-Route: the peer's route set, sealed; before those of the request, since we are the nearest to the peer.</item>
/// <item>Via, From, To, Call-ID, CSeq, Record-Route: those of the request that it answers, with the peer's To tag.</item>
/// <item>Contact: ours, with the sealed token; a redirect's Contact passes.</item>
/// <item>Challenges: kept back; they are between the peer and us.</item>
/// <item>All other header fields: as they came.</item>
/// <item>Body: as it came; a session description names our ports where media is relayed.</item>
/// </list>
/// </summary>
internal static class ResponseEgress
{
    /// <summary>Writes and sends the response. False, with nothing sent, when it does not fit.</summary>
    public static bool TrySend(ServerTransaction server, SipMessage response, SealedContact contacts, scoped OutgoingResponse outgoing)
    {
        var writer = server.Shard.Writer();
        var callId = response[response.CallId];

        // 1. Status line
        ServerTransaction.WriteStatusLine(ref writer, response.Status, response[response.ReasonPhrase]);

        // 2. Record-Route
        if (!outgoing.PeerRoutes.IsEmpty && !contacts.TryWriteRecordRoute(ref writer, server.Source, callId, outgoing.PeerRoutes)) return false;

        // 3. The request's header fields
        server.WriteHead(ref writer, response[response.To.Tag]);

        // 4. Contact
        if (outgoing.HasContact && !contacts.TryWrite(ref writer, server.Source, callId, outgoing.ContactUser, outgoing.Contact)) return false;
        var isRedirect = response.Status is >= 300 and < 400;

        // 5. and 6.
        foreach (ref readonly var field in response.Fields)
        {
            if (IsOurs(field.Name) || (field.Name == HeaderName.Contact && !isRedirect)) continue;
            writer.Field(response, field);
        }

        // 7. Body
        writer.End(outgoing.Body.IsEmpty ? response[response.Body] : outgoing.Body);
        if (writer.Overflowed) return false;
        server.Send(response.Status, writer.Written);
        return true;
    }

    private static bool IsOurs(HeaderName name) => name is HeaderName.Via or HeaderName.From or HeaderName.To or HeaderName.CallId or HeaderName.CSeq
        or HeaderName.RecordRoute or HeaderName.ContentLength or HeaderName.WwwAuthenticate or HeaderName.ProxyAuthenticate;
}
