using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>Refuses a call for a reason of our own, and says it in a Reason header field (RFC 3326).</summary>
internal static class Refusal
{
    /// <summary>Answers with the status.</summary>
    /// <param name="server">The caller's transaction.</param>
    /// <param name="status">400–699.</param>
    /// <param name="text">One sentence for a person, ASCII without quotes.</param>
    /// <param name="retryAfter">Seconds; 0 for no Retry-After.</param>
    public static void Send(ServerTransaction server, int status, string text, uint retryAfter = 0)
    {
        var writer = server.Shard.Writer();
        server.BeginResponse(ref writer, status);
        writer.Write("Reason: SIP;cause="u8);
        writer.Write((uint)status);
        writer.Write(";text=\""u8);
        writer.Write(text);
        writer.Write("\"\r\n"u8);
        if (retryAfter > 0) writer.Field("Retry-After"u8, retryAfter);
        writer.End(default);
        server.Send(status, writer.Written);
    }
}
