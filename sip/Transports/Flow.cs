namespace SystemConnector.Sip.Transports;

/// <summary>One way to reach a peer from this node: transport, remote address and, for streams, the connection (RFC 5626 §2).</summary>
/// <param name="Transport">The transport with its local socket.</param>
/// <param name="Remote">Where the peer is.</param>
/// <param name="Connection">A stream's connection id, which no other listener, node or life of it has; 0 for whichever connection leads there, opened when there is none.</param>
public readonly record struct Flow(SipTransport Transport, TransportAddress Remote, long Connection = 0);
