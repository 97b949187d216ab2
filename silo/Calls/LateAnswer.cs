using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Ends a call that was answered after nobody waited for it any more: the callee's 200 crossed our CANCEL, or it came from a
/// candidate that had been given up. The caller has heard otherwise, so we acknowledge and hang up ourselves (RFC 3261 §13.2.2.4).
/// </summary>
internal static class LateAnswer
{
    /// <summary>Sends the ACK, which each retransmission of the answer needs, and the BYE, which is needed once.</summary>
    public static void HangUp(
        TransactionShard shard, SipMessage answer, Slice contact, ReadOnlySpan<byte> routes, in Flow flow, Trunk? trunk, bool withBye)
    {
        var writer = shard.Writer();
        Write(ref writer, SipMethod.Ack, shard.NewBranch(), answer, contact, routes, flow, null);
        flow.Transport.Send(flow, writer.Written);
        if (!withBye) return;

        var branch = shard.NewBranch();
        writer = shard.Writer();
        Write(ref writer, SipMethod.Bye, branch, answer, contact, routes, flow, trunk);
        shard.Start(SipMethod.Bye, branch, flow, writer.Written, IgnoredClient.Instance);
    }

    private static void Write(
        ref MessageWriter writer, SipMethod method, ulong branch, SipMessage answer, Slice contact, scoped ReadOnlySpan<byte> routes, in Flow flow, Trunk? trunk)
    {
        var name = SipMethods.Name(method);
        writer.Write(name);
        writer.Write((byte)' ');
        writer.Write(answer[contact]);
        writer.Write(" SIP/2.0\r\n"u8);
        TransactionLayer.WriteVia(ref writer, flow, branch);
        writer.Write("Max-Forwards: 70\r\n"u8);
        if (!routes.IsEmpty) writer.Field("Route"u8, routes);
        writer.Field("From"u8, answer.Find(HeaderName.From));
        writer.Field("To"u8, answer.Find(HeaderName.To));
        writer.Field("Call-ID"u8, answer[answer.CallId]);
        writer.Write("CSeq: "u8);
        writer.Write(method == SipMethod.Ack ? answer.CSeq : answer.CSeq + 1);
        writer.Write((byte)' ');
        writer.Write(name);
        writer.Write("\r\n"u8);
        if (trunk is { Credentials: { } credentials, Challenge: { } challenge }) credentials.TryWrite(ref writer, challenge, name, answer[contact]);
        writer.End(default);
    }
}
