namespace SystemConnector.Sip.Media;

/// <summary>What was carried for one m= line, in both directions.</summary>
/// <param name="Kind">"audio", "video", and so on.</param>
/// <param name="FromCaller">The caller's media.</param>
/// <param name="FromCalled">The called side's media.</param>
/// <param name="RtcpFromCaller">The caller's RTCP where it has a port of its own.</param>
/// <param name="RtcpFromCalled">The called side's RTCP where it has a port of its own.</param>
public readonly record struct RelayedMedia(
    string Kind, RelayCounters FromCaller, RelayCounters FromCalled, RelayCounters RtcpFromCaller, RelayCounters RtcpFromCalled);
