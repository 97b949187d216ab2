using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>The address at which one side finds our media; the ports mean nothing.</summary>
/// <param name="Bind">The address of this machine.</param>
/// <param name="Told">The address that its SDP gets; another one when this machine is behind NAT itself.</param>
public readonly record struct RelayFace(TransportAddress Bind, TransportAddress Told);
