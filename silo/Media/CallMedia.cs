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
    /// <param name="from">Its sender.</param>
    /// <param name="to">The other side.</param>
    /// <param name="body">The body, good until the next call on this thread; empty when it passes as it came.</param>
    public bool TryMap(SipMessage message, scoped in MediaSide from, scoped in MediaSide to, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (!SdpBody.TryFind(message, out var found)) return true;
        var description = message[found];
        var before = new Slice(message.Body.Start, found.Start - message.Body.Start);
        var after = new Slice(found.End, message.Body.End - found.End);
        var writer = new MessageWriter(t_body ??= GC.AllocateUninitializedArray<byte>(MaxBody));
        writer.Write(message[before]);
        if (!TryMap(ref writer, message, description, from, to, out var isChanged)) return false;
        writer.Write(message[after]);
        if (isChanged) body = writer.Written;
        return !isChanged || !writer.Overflowed;
    }

    /// <summary>Puts in force what the message's session description says.</summary>
    public void Take(SipMessage message, in MediaSide from)
    {
        if (!from.Leg.IsRelayed || calls?.Find(from.Leg.Session) is not { } session) return;
        // The INVITE that sets a call up: its branch closes the session unless the call is answered, so it may ring for as long as it does.
        if (message.Status == 0 && message.To.Tag.IsEmpty) session.IsRinging = true;
        else if (message.Status >= 200) session.IsRinging = false;
        if (SdpBody.TryFind(message, out var description)) session.Take(message[description], from.Leg.Side, from.Flow.Remote, from.IsBehindNat);
    }

    /// <summary>What was relayed of the call so far; null when nothing is.</summary>
    public IReadOnlyList<RelayedMedia>? Count(MediaLeg leg) => leg.IsRelayed ? calls?.Find(leg.Session)?.Count() : null;

    /// <summary>The call is over.</summary>
    public void Close(MediaLeg leg)
    {
        if (leg.IsRelayed) calls?.Close(leg.Session);
    }

    /// <summary>An offer inside the call was refused.</summary>
    public void Refuse(MediaLeg leg)
    {
        if (leg.IsRelayed) calls?.Refuse(leg.Session);
    }

    private bool TryMap(
        ref MessageWriter writer, SipMessage message, ReadOnlySpan<byte> description, scoped in MediaSide from, scoped in MediaSide to, out bool isChanged)
    {
        if (calls is null || !from.Leg.IsRelayed)
        {
            isChanged = from.IsBehindNat
                && SdpRewriter.ReplaceAddresses(ref writer, description, SdpCorrection.Private, from.Flow.Remote.ToIPAddress());
            return true;
        }
        var callId = message[message.CallId];
        var own = faces.Towards(from.Flow, AddressIn(description));
        var other = faces.Towards(to.Flow, null);
        var isCaller = from.Leg.Side == RelaySide.Caller;
        var (caller, called) = isCaller ? (from.Connector, to.Connector) : (to.Connector, from.Connector);
        var (callerFace, calledFace) = isCaller ? (own, other) : (other, own);
        RelaySession session;
        MediaMapping mapping;
        do
        {
            session = calls.FindOrAdd(from.Leg.Session, callId, caller, called);
            mapping = session.TryMap(ref writer, description, from.Leg.Side, callerFace, calledFace);
        }
        while (mapping == MediaMapping.Closed && calls.Find(from.Leg.Session) != session); // It was silent and swept away just now.
        if (mapping == MediaMapping.NoPorts) LogNoPorts(log, Encoding.UTF8.GetString(callId), calls.PortsInUse);
        isChanged = mapping == MediaMapping.Mapped;
        return mapping is MediaMapping.Mapped or MediaMapping.AsItCame;
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
