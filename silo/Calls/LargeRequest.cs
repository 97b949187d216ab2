using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// RFC 3261 §18.1.1: a request of more than 1300 bytes that would go over UDP goes over TCP where the far side of the trunk is known to
/// take it (<see cref="LargeRequests"/>). Of the request only the Via is another then: our Contact stays the one at which the far side
/// reached us before.
/// </summary>
internal static class LargeRequest
{
    /// <summary>The longest request that goes over UDP, in bytes.</summary>
    public const int Limit = 1300;

    /// <summary>The way of a request that was written for that flow; its Via is that of the way.</summary>
    public static Flow Choose(ref MessageWriter writer, in Flow flow, ulong branch, Trunk? trunk)
    {
        if (writer.Length <= Limit || flow.Transport.IsReliable || trunk?.LargeRequests?.InPlaceOf(flow) is not { } tcp) return flow;
        Span<byte> line = stackalloc byte[512];
        var via = new MessageWriter(line);
        TransactionLayer.WriteVia(ref via, tcp, branch);
        // It is the first header field of every request that we write.
        var start = writer.Written.IndexOf("\r\n"u8) + 2;
        var length = writer.Since(start).IndexOf("\r\n"u8) + 2;
        return !via.Overflowed && writer.TryReplace(start, length, via.Written) ? tcp : flow;
    }

    /// <summary>True when a request that was planned for that protocol went over TCP for its size.</summary>
    public static bool WentOverTcp(in Flow way, TransportProtocol planned) => planned == TransportProtocol.Udp && way.Transport.IsReliable;
}
