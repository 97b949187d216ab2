using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemConnector.Sip.Sdp;

namespace SystemConnector.Silo.Doctor;

/// <summary>Where and how an answer wants G.711 audio.</summary>
/// <param name="Rtp">Where RTP goes.</param>
/// <param name="Rtcp">Where RTCP goes.</param>
/// <param name="PayloadType">0 for PCMU, 8 for PCMA.</param>
/// <param name="Sends">Whether the far side says that it sends as well.</param>
internal sealed record AudioAnswer(IPEndPoint Rtp, IPEndPoint Rtcp, byte PayloadType, bool Sends)
{
    /// <summary>Reads an answer to an offer of one audio; null when it is refused or leads nowhere.</summary>
    /// <param name="sdp">The answer.</param>
    /// <param name="family">The family of addresses that our sockets reach.</param>
    public static AudioAnswer? Read(string sdp, AddressFamily family)
    {
        var reader = new SdpReader(Encoding.Latin1.GetBytes(sdp));
        if (!reader.TryNext(out var media) || media.IsRejected || media.IsHeld
            || !IPAddress.TryParse(Encoding.Latin1.GetString(media.Address), out var address) || address.AddressFamily != family
            || !IPAddress.TryParse(Encoding.Latin1.GetString(media.RtcpAddress), out var rtcp) || rtcp.AddressFamily != family) return null;
        var lines = sdp.Split('\n', StringSplitOptions.TrimEntries);
        var formats = Array.Find(lines, static line => line.StartsWith("m=audio ", StringComparison.Ordinal))?.Split(' ').Skip(3) ?? [];
        if (formats.FirstOrDefault(static format => format is "0" or "8") is not { } format) return null;
        return new AudioAnswer(
            new IPEndPoint(address, media.Port), new IPEndPoint(rtcp, Math.Min(media.RtcpPort, IPEndPoint.MaxPort)), format == "8" ? (byte)8 : (byte)0,
            !lines.Any(static line => line is "a=recvonly" or "a=inactive"));
    }
}
