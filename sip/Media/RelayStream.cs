using SystemConnector.Sip.Sdp;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>One m= line of a call: a pair of our ports towards each side.</summary>
internal sealed class RelayStream(string kind, MediaThread thread, RelayStream.End caller, RelayStream.End called)
{
    /// <summary>What is sound, picture, and the rest.</summary>
    public string Kind => kind;

    /// <summary>The thread that carries it.</summary>
    public MediaThread Thread => thread;

    /// <summary>Both ends.</summary>
    public IEnumerable<End> Ends => [caller, called];

    /// <summary>When the last packet of either side came, on the relay's clock; negative when none did.</summary>
    public long LastAt => Math.Max(Math.Max(caller.Rtp.LastAt, called.Rtp.LastAt), Math.Max(caller.Rtcp?.LastAt ?? -1, called.Rtcp?.LastAt ?? -1));

    /// <summary>Our ports towards that side.</summary>
    public End Towards(RelaySide side) => side == RelaySide.Caller ? caller : called;

    /// <summary>Takes over what that side's SDP says; a hold changes nothing.</summary>
    public void Expect(RelaySide side, in SdpMedia media, in TransportAddress seen, bool isBehindNat)
    {
        var end = Towards(side);
        if (MediaPeer.Of(media.Address, media.Port, seen, isBehindNat) is { } rtp) end.Rtp.Expect(rtp);
        if (MediaPeer.Of(media.RtcpAddress, media.RtcpPort, seen, isBehindNat) is { } rtcp) end.Rtcp?.Expect(rtcp);
    }

    /// <summary>What was carried.</summary>
    public RelayedMedia Count(Func<long, DateTimeOffset> clock) => new(
        kind, caller.Rtp.Count(clock), called.Rtp.Count(clock), caller.Rtcp?.Count(clock) ?? default, called.Rtcp?.Count(clock) ?? default);

    /// <summary>Our ports towards one side.</summary>
    /// <param name="Number">The even port.</param>
    /// <param name="Face">Where that side finds them.</param>
    /// <param name="Rtp">The port of RTP.</param>
    /// <param name="Rtcp">The next one; null for media that has no RTCP.</param>
    internal sealed record End(ushort Number, RelayFace Face, RelayPort Rtp, RelayPort? Rtcp)
    {
        /// <summary>What that side's SDP gets.</summary>
        public SdpTarget Target(in SdpMedia media) =>
            new(Face.Told.ToIPAddress(), Number, (ushort)(media.RtcpPort == media.Port ? Number : Number + 1));
    }
}
