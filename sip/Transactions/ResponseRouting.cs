using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>Where a response goes (RFC 3261 §18.2.2, RFC 3581 §4).</summary>
internal static class ResponseRouting
{
    /// <summary>
    /// Over a stream: its connection. Over UDP: the source address; the source port when rport was asked for, else the port of sent-by.
    /// maddr is not followed: it would let a stranger aim our responses at others.
    /// </summary>
    /// <remarks>
    /// Who names another address in sent-by than it is seen at is behind NAT, where the port of sent-by leads nowhere: the source
    /// port is answered there although rport was not asked for, as by Kamailio when it registers.
    /// </remarks>
    public static Flow Flow(SipMessage request, in Flow source)
    {
        if (source.Transport.IsReliable || request.TopVia.RportAsked || IsTranslated(request, source)) return source;
        var port = SentByPort(request, source);
        return port == source.Remote.Port ? source : source with { Remote = source.Remote.WithPort(port) };
    }

    /// <summary>The port of sent-by, or the one that stands for none: over a stream whose connection is gone, a response goes there over a new one.</summary>
    public static ushort SentByPort(SipMessage request, in Flow source) =>
        request.TopVia.Port == 0 ? (ushort)source.Transport.Protocol.DefaultPort() : request.TopVia.Port;

    /// <summary>True when sent-by names the address that the request came from.</summary>
    public static bool IsSentBy(SipMessage request, in Flow source)
    {
        // Compared as text first: that is what it nearly always is.
        Span<byte> text = stackalloc byte[64];
        var writer = new MessageWriter(text);
        source.Remote.WriteHost(ref writer);
        var host = request[request.TopVia.Host];
        if (host.SequenceEqual(writer.Written)) return true;
        return Host.TryParseAddress(host, out var address) && TransportAddress.Of(address, 0).HasAddressOf(source.Remote);
    }

    private static bool IsTranslated(SipMessage request, in Flow source) =>
        !IsSentBy(request, source) && Host.TryParseAddress(request[request.TopVia.Host], out _);
}
