using System.Buffers.Text;
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
/// <item>CSeq: passes, plus the challenges answered on the way; RAck likewise.</item>
/// <item>Contact: ours, with the sealed token.</item>
/// <item>Credentials: the peer's, never the caller's.</item>
/// <item>Asserted identity: ours for this connector, never an unchecked one.</item>
/// <item>Hop mark: added to those that are there.</item>
/// <item>All other header fields: as they came.</item>
/// <item>Body: as it came; a session description names our ports where media is relayed.</item>
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
        WriteAddress(ref writer, "From"u8, incoming, incoming.From, outgoing.From);
        WriteAddress(ref writer, "To"u8, incoming, incoming.To, outgoing.To);

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

        // 10. Asserted identity
        if (!outgoing.AssertedIdentity.IsEmpty)
        {
            writer.Write("P-Asserted-Identity: <"u8);
            writer.Write(outgoing.AssertedIdentity);
            writer.Write(">\r\n"u8);
        }

        // 11. Hop mark
        if (outgoing.HopMark != 0) HopMark.Write(ref writer, outgoing.HopMark);

        // 12. All other header fields
        foreach (ref readonly var field in incoming.Fields)
        {
            if (IsOurs(field.Name)) continue;
            if (outgoing.CSeqOffset != 0 && field.Name == HeaderName.Other && TryWriteRAck(ref writer, incoming, field, outgoing.CSeqOffset)) continue;
            writer.Field(incoming, field);
        }

        // 13. Body
        writer.End(outgoing.Body.IsEmpty ? incoming[incoming.Body] : outgoing.Body);
        return !writer.Overflowed;
    }

    /// <summary>Header fields that steps 2 to 10 write, or that are between the near side and us only.</summary>
    private static bool IsOurs(HeaderName name) => name is HeaderName.Via or HeaderName.MaxForwards or HeaderName.Route or HeaderName.RecordRoute
        or HeaderName.From or HeaderName.To or HeaderName.CallId or HeaderName.CSeq or HeaderName.Contact or HeaderName.ContentLength
        or HeaderName.Authorization or HeaderName.ProxyAuthorization or HeaderName.ProxyRequire
        or HeaderName.PAssertedIdentity or HeaderName.UncheckedIdentity;

    private static void WriteAddress(ref MessageWriter writer, scoped ReadOnlySpan<byte> name, SipMessage incoming, in NameAddress address, scoped ReadOnlySpan<byte> uri)
    {
        writer.Write(name);
        writer.Write(": "u8);
        if (!address.Display.IsEmpty)
        {
            writer.Write(incoming[address.Display]);
            writer.Write((byte)' ');
        }
        writer.Write((byte)'<');
        writer.Write(uri.IsEmpty ? incoming[address.Uri] : uri);
        writer.Write((byte)'>');
        writer.Write(incoming[address.Parameters]);
        writer.Write("\r\n"u8);
    }

    /// <summary>RAck (RFC 3262 §7.2) repeats the CSeq of its INVITE: "response-number CSeq-number method".</summary>
    private static bool TryWriteRAck(ref MessageWriter writer, SipMessage incoming, in HeaderField field, byte offset)
    {
        if (!System.Text.Ascii.EqualsIgnoreCase(incoming[field.NameText], "RAck"u8)) return false;
        var value = incoming[field.Value];
        var first = value.IndexOf((byte)' ');
        if (first < 0 || !Utf8Parser.TryParse(value[(first + 1)..], out uint cseq, out var read)) return false;
        writer.Write("RAck: "u8);
        writer.Write(value[..(first + 1)]);
        writer.Write(cseq + offset);
        writer.Write(value[(first + 1 + read)..]);
        writer.Write("\r\n"u8);
        return true;
    }
}
