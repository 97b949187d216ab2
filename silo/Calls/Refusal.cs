using SystemConnector.Contracts.Calls;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>Refuses a call for a reason of our own, and says it in a Reason header field (RFC 3326).</summary>
internal static class Refusal
{
    /// <summary>Answers within the caller's transaction.</summary>
    /// <param name="server">The caller's transaction.</param>
    /// <param name="cause">Why.</param>
    /// <param name="status">400–699; 0 for the usual one of the cause.</param>
    public static void Send(ServerTransaction server, CallCause cause, int status = 0)
    {
        if (status == 0) status = CallCauseText.Status(cause);
        var writer = server.Shard.Writer();
        server.BeginResponse(ref writer, status);
        WriteReason(ref writer, cause, status);
        server.Send(status, writer.Written);
    }

    /// <summary>Answers without a transaction.</summary>
    public static void Send(in IncomingRequest incoming, CallCause cause)
    {
        var status = CallCauseText.Status(cause);
        var writer = incoming.Shard.Writer();
        incoming.BeginResponse(ref writer, status);
        WriteReason(ref writer, cause, status);
        incoming.Send(writer.Written);
    }

    private static void WriteReason(ref MessageWriter writer, CallCause cause, int status)
    {
        writer.Write("Reason: SIP;cause="u8);
        writer.Write((uint)status);
        writer.Write(";text=\""u8);
        writer.Write(CallCauseText.Reason(cause));
        writer.Write("\"\r\n"u8);
        if (status == 503 && CallCauseText.RetryAfter(cause) is > 0 and var seconds) writer.Field("Retry-After"u8, (uint)seconds);
        writer.End(default);
    }
}
