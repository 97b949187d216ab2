using System.Net;

namespace SystemConnector.Sip.Sdp;

/// <summary>Where one media is to be sent instead; the default leaves it as it is.</summary>
/// <param name="Address">The address; null for none.</param>
/// <param name="Port">The port of RTP.</param>
/// <param name="RtcpPort">The port of RTCP.</param>
public readonly record struct SdpTarget(IPAddress? Address, ushort Port, ushort RtcpPort);
