using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// What is done to a request on its way out, in this order:
/// <list type="number">
/// <item>Request line: to the peer's target.</item>
/// <item>Via: ours only; the near side's way here stays hidden.</item>
/// <item>Max-Forwards: one less (RFC 7332).</item>
/// <item>Route: the peer's route set; Record-Route: the sender's, sealed.</item>
/// <item>From and To: the URIs by which the peer knows both; names and tags pass.</item>
/// <item>Call-ID: passes, so that Replaces and Refer-To work across.</item>
/// <item>CSeq: passes, plus the challenges answered on the way; what repeats it (RAck, the id of a NOTIFY) likewise.</item>
/// <item>Contact: ours, with the sealed token.</item>
/// <item>Credentials: the peer's, never the caller's.</item>
/// <item>Asserted identity and privacy: only to those who are trusted with it, never an unchecked one.</item>
/// <item>Refer-To: as the peer can call it; Referred-By: the sender as the peer knows it.</item>
/// <item>Session interval: ours where it is shorter or there is none.</item>
/// <item>Hop mark: added to those that are there.</item>
/// <item>All other header fields: as they came, but those that tell who a hidden caller is.</item>
/// <item>Body: as it came; a session description from behind NAT is corrected.</item>
/// </list>
/// </summary>
internal static class RequestEgress
{
    private const int DefaultMaxForwards = 70;

    /// <summary>Writes the request; false when a part did not fit.</summary>
    public static bool TryWrite(ref MessageWriter writer, SipMessage incoming, scoped OutgoingRequest outgoing, SealedContact contacts)
    {
        // 1. Request line
        writer.Write(incoming[incoming.MethodText]);
        writer.Write((byte)' ');
        writer.Write(outgoing.RequestUri);
        writer.Write(" SIP/2.0\r\n"u8);

        // 2. Via
        TransactionLayer.WriteVia(ref writer, outgoing.Flow, outgoing.Branch);

        // 3. Max-Forwards
        writer.Field("Max-Forwards"u8, (uint)(incoming.MaxForwards < 0 ? DefaultMaxForwards : incoming.MaxForwards - 1));

        // 4. Route
        if (!outgoing.Routes.IsEmpty) writer.Field("Route"u8, outgoing.Routes);
        var callId = incoming[incoming.CallId];
        if (!outgoing.SenderRoutes.IsEmpty && !contacts.TryWriteRecordRoute(ref writer, outgoing.Flow, callId, outgoing.SenderRoutes)) return false;

        // 5. From and To
        WriteAddress(ref writer, "From"u8, incoming, incoming.From, outgoing.From, outgoing.FromName);
        WriteAddress(ref writer, "To"u8, incoming, incoming.To, outgoing.To, default);

        // 6. Call-ID
        writer.Field("Call-ID"u8, callId);

        // 7. CSeq
        writer.Write("CSeq: "u8);
        writer.Write(incoming.CSeq + outgoing.CSeqOffset);
        writer.Write((byte)' ');
        writer.Write(incoming[incoming.MethodText]);
        writer.Write("\r\n"u8);

        // 8. Contact
        if (outgoing.HasContact && !contacts.TryWrite(ref writer, outgoing.Flow, callId, outgoing.ContactUser, outgoing.Contact)) return false;

        // 9. Credentials
        if (outgoing is { Credentials: { } credentials, Challenge: { } challenge })
            credentials.TryWrite(ref writer, challenge, incoming[incoming.MethodText], outgoing.RequestUri);

        // 10. Asserted identity and privacy
        IdentityHeaders.Write(ref writer, outgoing.Identity.Asserted, outgoing.Identity.Privacy);

        // 11. Refer-To and Referred-By
        if (incoming.Method == SipMethod.Refer) WriteReferral(ref writer, incoming, outgoing.ReferTo, outgoing.From);

        // 12. Session interval
        if (outgoing.SessionExpires > 0) WriteSessionExpires(ref writer, incoming, outgoing.SessionExpires);
        if (outgoing.MinSE > 0) writer.Field("Min-SE"u8, outgoing.MinSE);

        // 13. Hop mark
        if (outgoing.HopMark != 0) HopMark.Write(ref writer, outgoing.HopMark);

        // 14. All other header fields
        foreach (ref readonly var field in incoming.Fields)
        {
            if (IsOurs(field.Name) || IsWritten(field.Name, incoming, outgoing)) continue;
            if (outgoing.HidesCaller && CallerPrivacy.Hides(incoming[field.NameText])) continue;
            if (field.Name == HeaderName.RAck && CSeqReference.TryWriteRAck(ref writer, incoming[field.Value], outgoing.RAckOffset)) continue;
            if (field.Name == HeaderName.Event && CSeqReference.TryWriteEvent(ref writer, incoming[field.Value], outgoing.EventOffset)) continue;
            writer.Field(incoming, field);
        }

        // 15. Body
        NatTransformation.WriteBody(ref writer, incoming, outgoing.SenderBehindNat);
        return !writer.Overflowed;
    }

    /// <summary>Header fields that the steps before write, or that are between the near side and us only.</summary>
    private static bool IsOurs(HeaderName name) => name is HeaderName.Via or HeaderName.MaxForwards or HeaderName.Route or HeaderName.RecordRoute
        or HeaderName.From or HeaderName.To or HeaderName.CallId or HeaderName.CSeq or HeaderName.Contact or HeaderName.ContentLength
        or HeaderName.Authorization or HeaderName.ProxyAuthorization or HeaderName.ProxyRequire
        or HeaderName.PAssertedIdentity or HeaderName.UncheckedIdentity or HeaderName.Privacy;

    /// <summary>Header fields that steps 11 and 12 wrote.</summary>
    private static bool IsWritten(HeaderName name, SipMessage incoming, scoped in OutgoingRequest outgoing) => name switch
    {
        HeaderName.ReferTo or HeaderName.ReferredBy => incoming.Method == SipMethod.Refer,
        HeaderName.SessionExpires => outgoing.SessionExpires > 0,
        HeaderName.MinSE => outgoing.MinSE > 0,
        _ => false,
    };

    private static void WriteAddress(
        ref MessageWriter writer, scoped ReadOnlySpan<byte> header, SipMessage incoming, in NameAddress address, scoped ReadOnlySpan<byte> uri, scoped ReadOnlySpan<byte> name)
    {
        writer.Write(header);
        writer.Write(": "u8);
        if (uri.SequenceEqual(CallerPrivacy.AnonymousUri)) name = CallerPrivacy.AnonymousName;
        else if (name.IsEmpty) name = incoming[address.Display];
        if (!name.IsEmpty)
        {
            writer.Write(name);
            writer.Write((byte)' ');
        }
        writer.Write((byte)'<');
        writer.Write(uri.IsEmpty ? incoming[address.Uri] : uri);
        writer.Write((byte)'>');
        writer.Write(incoming[address.Parameters]);
        writer.Write("\r\n"u8);
    }

    private static void WriteReferral(ref MessageWriter writer, SipMessage incoming, in ReferredUri referTo, scoped ReadOnlySpan<byte> referrer)
    {
        foreach (ref readonly var field in incoming.Fields)
        {
            if (field.Name == HeaderName.ReferTo)
            {
                writer.Write("Refer-To: "u8);
                referTo.Write(ref writer, incoming, field.Value);
                writer.Write("\r\n"u8);
            }
            else if (field.Name == HeaderName.ReferredBy)
            {
                writer.Write("Referred-By: <"u8);
                writer.Write(referrer);
                writer.Write(">\r\n"u8);
            }
        }
    }

    /// <summary>The interval with the parameters that came with it, of which one may say who refreshes.</summary>
    private static void WriteSessionExpires(ref MessageWriter writer, SipMessage incoming, uint seconds)
    {
        var value = incoming.Find(HeaderName.SessionExpires);
        var parameters = value.IndexOf((byte)';');
        writer.Write("Session-Expires: "u8);
        writer.Write(seconds);
        if (parameters >= 0) writer.Write(value[parameters..]);
        writer.Write("\r\n"u8);
    }
}
