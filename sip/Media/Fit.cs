namespace SystemConnector.Sip.Media;

/// <summary>How well a packet's source fits what is known of the peer; the better takes the place of the worse, never the other way round.</summary>
internal enum Fit : byte
{
    /// <summary>It does not: a stray.</summary>
    None,

    /// <summary>Nothing speaks for it, and nothing else can be known of a peer behind NAT.</summary>
    Anyone,

    /// <summary>The address from the peer's SDP, or that of its SIP, with another port.</summary>
    Address,

    /// <summary>The address and port from the peer's SDP.</summary>
    Exact,
}
