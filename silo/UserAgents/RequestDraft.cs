using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.UserAgents;

/// <summary>A request without what differs from try to try: Via, CSeq and credentials. Texts are Latin-1, so that a peer's bytes come back as they were.</summary>
/// <param name="Method">The method.</param>
/// <param name="Flow">Where it goes.</param>
/// <param name="Uri">The Request-URI.</param>
/// <param name="From">From with its tag.</param>
/// <param name="To">To, with its tag within a dialog.</param>
/// <param name="CallId">Call-ID.</param>
/// <param name="Fields">Further header fields, each with its line end.</param>
/// <param name="Body">A session description; empty for none.</param>
internal sealed record RequestDraft(SipMethod Method, Flow Flow, string Uri, string From, string To, string CallId, string Fields = "", string Body = "")
{
    /// <summary>Writes the whole request.</summary>
    public void Write(ref MessageWriter writer, uint cseq, ulong branch, ReadOnlySpan<byte> credentials)
    {
        writer.Write(SipMethods.Name(Method));
        writer.Write((byte)' ');
        writer.Write(Bytes(Uri));
        writer.Write(" SIP/2.0\r\n"u8);
        TransactionLayer.WriteVia(ref writer, Flow, branch);
        writer.Field("Max-Forwards"u8, 70);
        writer.Field("From"u8, Bytes(From));
        writer.Field("To"u8, Bytes(To));
        writer.Field("Call-ID"u8, Bytes(CallId));
        writer.Write("CSeq: "u8);
        writer.Write(cseq);
        writer.Write((byte)' ');
        writer.Write(SipMethods.Name(Method));
        writer.Write("\r\n"u8);
        writer.Write(credentials);
        writer.Write(Bytes(Fields));
        if (Body.Length > 0) writer.Field("Content-Type"u8, "application/sdp"u8);
        writer.End(Bytes(Body));
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
