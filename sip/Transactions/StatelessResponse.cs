using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>Answers a request without a transaction (RFC 3261 §8.2.7): malformed ones, and those that attackers would fill memory with.</summary>
public static class StatelessResponse
{
    /// <summary>Answers with the least that a response needs; nothing is sent to an ACK. The same request gets the same To tag.</summary>
    public static void Send(ref MessageWriter writer, SipMessage request, in Flow source, int status, ReadOnlySpan<byte> reason)
    {
        if (!request.IsRequest || request.Method == SipMethod.Ack || !request.CanBeAnswered) return;
        Span<byte> bytes = stackalloc byte[4096];
        var headWriter = new MessageWriter(bytes);
        var head = ResponseHead.Write(ref headWriter, request, source);
        if (headWriter.Overflowed) return;
        Span<byte> tag = stackalloc byte[LocalTag.Length];
        LocalTag.Write(tag, TransactionKey.Of(request, request.Method));
        head.Begin(ref writer, headWriter.Written, status, reason, tag);
        writer.End(default);
        var flow = ResponseRouting.Flow(request, source);
        flow.Transport.Send(flow, writer.Written);
    }
}
