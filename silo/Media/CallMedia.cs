using System.Text;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sdp;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Media;

/// <summary>
/// What becomes of the session descriptions in a call's messages. Where a side is behind NAT, media is relayed by this node, and each
/// side is told our ports; where the node cannot relay, a private address becomes the one at which its side is seen.
/// Used under the lock of the call's shard.
/// </summary>
/// <param name="calls">The relayed calls; null on a system where media cannot be relayed.</param>
/// <param name="faces">Our media addresses.</param>
/// <param name="log">Where it is said that no ports are left.</param>
internal sealed partial class CallMedia(RelayedCalls? calls, MediaFaces faces, ILogger<CallMedia> log)
{
    // The longest body that a message has, and what it grows by when each of its media gets a longer address.
    private const int MaxBody = 72 * 1024;

    [ThreadStatic] private static byte[]? t_body;

    /// <summary>The caller's side of a new call's media; none when it goes without us.</summary>
    public MediaLeg NewLeg(bool isNeeded) => isNeeded && calls is not null ? RelayedCalls.NewLeg(RelaySide.Caller) : default;

    /// <summary>Says what the other side gets for the message's body. False when it would get a call without working media.</summary>
    /// <param name="message">The message.</param>
    /// <param name="leg">Its sender's side.</param>
    /// <param name="from">Where its sender is seen.</param>
    /// <param name="isBehindNat">Whether the sender is behind NAT.</param>
    /// <param name="to">The way to the other side.</param>
    /// <param name="body">The body, good until the next call on this thread; empty when it passes as it came.</param>
    public bool TryMap(SipMessage message, MediaLeg leg, in Flow from, bool isBehindNat, in Flow to, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (!SdpBody.TryGet(message, out var description)) return true;
        var writer = new MessageWriter(t_body ??= GC.AllocateUninitializedArray<byte>(MaxBody));
        if (calls is null || !leg.IsRelayed)
        {
            if (isBehindNat && SdpRewriter.ReplaceAddresses(ref writer, description, SdpCorrection.Private, from.Remote.ToIPAddress())) body = writer.Written;
            return true;
        }
        var own = faces.Towards(from, AddressIn(description));
        var other = faces.Towards(to, null);
        var session = calls.FindOrAdd(leg.Session, message[message.CallId]);
        var mapping = leg.Side == RelaySide.Caller
            ? session.TryMap(ref writer, description, leg.Side, own, other)
            : session.TryMap(ref writer, description, leg.Side, other, own);
        if (mapping == MediaMapping.Mapped) body = writer.Written;
        if (mapping == MediaMapping.NoPorts) LogNoPorts(log, Encoding.UTF8.GetString(message[message.CallId]), calls.PortsInUse);
        return mapping is MediaMapping.Mapped or MediaMapping.AsItCame && !writer.Overflowed;
    }

    /// <summary>Puts in force what the message's session description says.</summary>
    public void Take(SipMessage message, MediaLeg leg, in Flow from, bool isBehindNat)
    {
        if (leg.IsRelayed && SdpBody.TryGet(message, out var description))
            calls?.Find(leg.Session)?.Take(description, leg.Side, from.Remote, isBehindNat);
    }

    /// <summary>The call is over.</summary>
    public void Close(MediaLeg leg)
    {
        if (leg.IsRelayed) calls?.Close(leg.Session);
    }

    private static TransportAddress? AddressIn(ReadOnlySpan<byte> description)
    {
        for (var reader = new SdpReader(description); reader.TryNext(out var media);)
            if (!media.IsHeld && Sip.Parsing.Host.TryParseAddress(media.Address, out var address)) return TransportAddress.Of(address, media.Port);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Call {CallId} gets no media: no port of Media:PortMin to Media:PortMax, or no file descriptor, is left for it; {InUse} ports are in use")]
    private static partial void LogNoPorts(ILogger logger, string callId, int inUse);
}
