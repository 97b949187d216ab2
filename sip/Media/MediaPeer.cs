using System.Net;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Sdp;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>What signalling says of where a peer has its media: whom to believe, and where to send before anything was heard.</summary>
/// <param name="Signalled">Where its SDP says that it receives.</param>
/// <param name="Seen">Where its SIP comes from; the port means nothing and is 0.</param>
/// <param name="IsBehindNat">Whether its packets come from another place than it says.</param>
/// <param name="IsPrivate">Whether the signalled address means nothing outside its own network.</param>
internal sealed record MediaPeer(TransportAddress Signalled, TransportAddress Seen, bool IsBehindNat, bool IsPrivate)
{
    /// <summary>
    /// True when the peer's media may come from anywhere: its SDP names a private address, and it is not at that address that its SIP is
    /// seen, so there is a NAT between, which may have several addresses outside.
    /// </summary>
    private bool IsAnywhere => IsBehindNat && IsPrivate && !Signalled.HasAddressOf(Seen);

    /// <summary>Where to send as long as nothing was heard; what comes from a peer behind NAT says it better.</summary>
    public TransportAddress Target => IsAnywhere ? Seen.WithPort(Signalled.Port) : Signalled;

    /// <summary>
    /// What an SDP says; null for a hold (RFC 3264 §8.4), which changes nothing. A name, which would have to be resolved, and a loopback
    /// address of a peer elsewhere, which would lead to this machine's own services, count as the address where its SIP is seen.
    /// </summary>
    public static MediaPeer? Of(ReadOnlySpan<byte> address, int port, in TransportAddress seen, bool isBehindNat)
    {
        var kind = SdpAddress.KindOf(address);
        if (kind is SdpAddressKind.Hold or SdpAddressKind.Multicast || port is 0 or > ushort.MaxValue) return null;
        var at = seen.WithPort(0);
        if (!Host.TryParseAddress(address, out var literal) || (IPAddress.IsLoopback(literal) && !IPAddress.IsLoopback(seen.ToIPAddress())))
            return new MediaPeer(at.WithPort(port), at, isBehindNat, IsPrivate: false);
        return new MediaPeer(TransportAddress.Of(literal, port), at, isBehindNat, kind == SdpAddressKind.Private);
    }

    /// <summary>How well a source fits.</summary>
    public Fit FitOf(in TransportAddress source)
    {
        if (source == Signalled) return Fit.Exact;
        if (source.HasAddressOf(Signalled) || (IsBehindNat && source.HasAddressOf(Seen))) return Fit.Address;
        return IsAnywhere ? Fit.Anyone : Fit.None;
    }
}
