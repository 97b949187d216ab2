using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Transactions;

/// <summary>The ACK for a failed INVITE (RFC 3261 §17.1.1.3) and the CANCEL (§9.1): both repeat their INVITE's header.</summary>
internal static class InTransactionRequest
{
    /// <summary>Writes the request with the given To: the response's for an ACK, the INVITE's for a CANCEL.</summary>
    public static void Write(ref MessageWriter writer, SipMethod method, SipMessage invite, ReadOnlySpan<byte> to, byte[]? reason)
    {
        writer.Write(SipMethods.Name(method));
        writer.Write((byte)' ');
        writer.Write(invite[invite.RequestUri]);
        writer.Write(" SIP/2.0\r\n"u8);
        writer.Field("Via"u8, invite[invite.TopVia.Whole]);
        foreach (ref readonly var field in invite.Fields)
        {
            if (field.Name is HeaderName.Route or HeaderName.From or HeaderName.CallId or HeaderName.MaxForwards) writer.Field(invite, field);
            // A challenged INVITE's credentials go along with its ACK (RFC 3261 §22.1).
            else if (method == SipMethod.Ack && field.Name is (HeaderName.Authorization or HeaderName.ProxyAuthorization)) writer.Field(invite, field);
        }
        writer.Field("To"u8, to);
        writer.Write("CSeq: "u8);
        writer.Write(invite.CSeq);
        writer.Write((byte)' ');
        writer.Write(SipMethods.Name(method));
        writer.Write("\r\n"u8);
        if (reason is not null) writer.Field("Reason"u8, reason);
        writer.End(default);
    }
}
