using System.Text;
using SystemConnector.Sip.Sdp;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>One m= line of a call: a pair of our ports towards each side.</summary>
internal sealed class RelayStream(string kind, MediaThread thread, RelayStream.End caller, RelayStream.End called)
{
    /// <summary>The thread that carries it.</summary>
    public MediaThread Thread => thread;

    /// <summary>Both ends.</summary>
    public IEnumerable<End> Ends => [caller, called];

    /// <summary>When the last packet of either side came, on the relay's clock; negative when none did.</summary>
    public long LastAt => Math.Max(Math.Max(caller.Rtp.LastAt, called.Rtp.LastAt), Math.Max(caller.Rtcp.LastAt, called.Rtcp.LastAt));

    /// <summary>Our ports towards that side.</summary>
    public End Towards(RelaySide side) => side == RelaySide.Caller ? caller : called;

    /// <summary>Takes over what that side's SDP says; a hold changes nothing. What was audio may be a fax from now on, and the other way round.</summary>
    public void Expect(RelaySide side, in SdpMedia media, in TransportAddress seen, bool isBehindNat)
    {
        var end = Towards(side);
        kind = NameOf(media);
        if (MediaPeer.Of(media.Address, media.Port, seen, isBehindNat) is { } rtp) end.Rtp.Expect(rtp, media.IsRtp);
        if (media.IsRtp && MediaPeer.Of(media.RtcpAddress, media.RtcpPort, seen, isBehindNat) is { } rtcp) end.Rtcp.Expect(rtcp, isRtp: true);
    }

    /// <summary>What it is: sound, picture, and the rest.</summary>
    public static string NameOf(in SdpMedia media) => media.Kind.SequenceEqual("audio"u8) ? "audio" : Encoding.ASCII.GetString(media.Kind);

    /// <summary>What was carried.</summary>
    public RelayedMedia Count(Func<long, DateTimeOffset> clock) => new(
        kind, caller.Rtp.Count(clock), called.Rtp.Count(clock), caller.Rtcp.Count(clock), called.Rtcp.Count(clock));

    /// <summary>Our ports towards one side.</summary>
    /// <param name="Number">The even port.</param>
    /// <param name="Face">Where that side finds them.</param>
    /// <param name="Rtp">The port of RTP, or of the fax.</param>
    /// <param name="Rtcp">The next one; it expects nobody as long as the media has no RTCP.</param>
    internal sealed record End(ushort Number, RelayFace Face, RelayPort Rtp, RelayPort Rtcp)
    {
        /// <summary>What that side's SDP gets.</summary>
        public SdpTarget Target(in SdpMedia media) =>
            new(Face.Told.ToIPAddress(), Number, (ushort)(media.RtcpPort == media.Port ? Number : Number + 1));
    }
}
