using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>Writes the requests of a trunk's own: REGISTER and OPTIONS.</summary>
internal static class TrunkRequest
{
    /// <summary>Writes a REGISTER (RFC 3261 §10.2) but for its credentials and its end.</summary>
    public static void BeginRegister(
        ref MessageWriter writer, Trunk trunk, in Flow flow, ulong branch, RegisterSequence sequence, uint cseq, scoped ReadOnlySpan<byte> contact, uint expires)
    {
        writer.Write("REGISTER "u8);
        writer.Write(trunk.RequestUri.Span);
        writer.Write(" SIP/2.0\r\n"u8);
        TransactionLayer.WriteVia(ref writer, flow, branch);
        writer.Write("Max-Forwards: 70\r\nFrom: <sip:"u8);
        WriteAddressOfRecord(ref writer, trunk);
        writer.Write(">;tag="u8);
        writer.Write(sequence.Tag);
        writer.Write("\r\nTo: <sip:"u8);
        WriteAddressOfRecord(ref writer, trunk);
        writer.Write(">\r\n"u8);
        writer.Field("Call-ID"u8, sequence.CallId);
        writer.Write("CSeq: "u8);
        writer.Write(cseq);
        writer.Write(" REGISTER\r\n"u8);
        writer.Write("Contact: <"u8);
        writer.Write(contact);
        writer.Write(">\r\n"u8);
        writer.Field("Expires"u8, expires);
        writer.Write("Supported: path\r\n"u8); // RFC 3327 §5.1: a proxy on the way may add itself
        writer.Write("User-Agent: System Connector\r\n"u8);
    }

    /// <summary>Writes an OPTIONS outside of any dialog (RFC 3261 §11.1).</summary>
    public static void WriteOptions(ref MessageWriter writer, Trunk trunk, in Flow flow, ulong branch, scoped ReadOnlySpan<byte> callId)
    {
        writer.Write("OPTIONS "u8);
        writer.Write(trunk.RequestUri.Span);
        writer.Write(" SIP/2.0\r\n"u8);
        TransactionLayer.WriteVia(ref writer, flow, branch);
        if (!trunk.ServiceRoute.IsEmpty) writer.Field("Route"u8, trunk.ServiceRoute.Span);
        writer.Write("Max-Forwards: 70\r\nFrom: <sip:"u8);
        if (!trunk.UserPart.IsEmpty) WriteAddressOfRecord(ref writer, trunk);
        else flow.Transport.WriteHost(ref writer, flow.Remote);
        writer.Write(">;tag="u8);
        writer.Write(callId[..16]);
        writer.Write("\r\nTo: <sip:"u8);
        writer.Write(trunk.Domain.Span);
        writer.Write(">\r\n"u8);
        writer.Field("Call-ID"u8, callId);
        writer.Write("CSeq: 1 OPTIONS\r\n"u8);
        WriteContact(ref writer, trunk, flow);
        writer.Write("Accept: application/sdp\r\nUser-Agent: System Connector\r\n"u8);
        writer.End(default);
    }

    /// <summary>The URI at which the far side reaches us over that flow.</summary>
    public static byte[] ContactUri(Trunk trunk, in Flow flow)
    {
        Span<byte> buffer = stackalloc byte[512];
        var contact = new MessageWriter(buffer);
        WriteContactUri(ref contact, trunk, flow);
        return contact.Written.ToArray();
    }

    /// <summary>Writes it.</summary>
    public static void WriteContactUri(ref MessageWriter writer, Trunk trunk, in Flow flow)
    {
        writer.Write("sip:"u8);
        if (!trunk.UserPart.IsEmpty)
        {
            writer.Write(trunk.UserPart.Span);
            writer.Write((byte)'@');
        }
        flow.Transport.WriteSentBy(ref writer, flow.Remote);
        flow.Transport.WriteUriParameter(ref writer);
    }

    private static void WriteContact(ref MessageWriter writer, Trunk trunk, in Flow flow)
    {
        writer.Write("Contact: <"u8);
        WriteContactUri(ref writer, trunk, flow);
        writer.Write(">\r\n"u8);
    }

    private static void WriteAddressOfRecord(ref MessageWriter writer, Trunk trunk)
    {
        writer.Write(trunk.UserPart.Span);
        writer.Write((byte)'@');
        writer.Write(trunk.Domain.Span);
    }
}
