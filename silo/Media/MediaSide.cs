using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Media;

/// <summary>One side of a call, as its media needs it.</summary>
/// <param name="Leg">Its side of the relayed session.</param>
/// <param name="Flow">How SIP reaches it, and where it is seen.</param>
/// <param name="IsBehindNat">Whether its media comes from another place than it says.</param>
/// <param name="Connector">The connector that it belongs to; empty for a local phone or target.</param>
internal readonly record struct MediaSide(MediaLeg Leg, Flow Flow, bool IsBehindNat, Guid Connector);
