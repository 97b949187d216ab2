namespace SystemConnector.Sip.Transports;

/// <summary>Limits on connections, TCP and TLS.</summary>
public sealed record TcpOptions
{
    /// <summary>
    /// The most connections at once that peers open, and as many again that we do: strangers that use up theirs leave ours alone.
    /// Default 20,000: 10,000 connectors and as many phones.
    /// </summary>
    public int MaxConnections { get; init; } = 20_000;

    /// <summary>
    /// The most connections from one address, of IPv6 from one /64, that have not yet brought a whole message. Default 64: a site's phones behind one NAT
    /// that reconnect at once after an outage.
    /// </summary>
    public int MaxPendingPerSource { get; init; } = 64;

    /// <summary>
    /// The most connections that peers at one address, of IPv6 in one /64, have to us, so that one of them cannot use up all. Default 1,000: a large site's
    /// phones behind one NAT.
    /// </summary>
    public int MaxConnectionsPerSource { get; init; } = 1_000;

    /// <summary>The most bytes waiting to be written to one peer; beyond it the connection is closed. Default 256 KiB, a few hundred messages.</summary>
    public int MaxQueuedBytes { get; init; } = 256 * 1024;

    /// <summary>How long a connection lives without a byte in either direction. Default 15 minutes: NATs and peers ping far more often (RFC 5626 §4.4.1).</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a message may take to arrive, and the first one after a peer connects, a TLS handshake included. Default 10 s.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection attempt may take, a TLS handshake included. Default 3 s: less than the 4 s after which an OPTIONS and a call
    /// are given up, so that what is wrong is known to be the connection.
    /// </summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// After how long without a byte from the peer a connection that we opened is pinged; 10 s to 1 h. Default 120 s, of which 80–100 % are
    /// waited (RFC 5626 §4.4.1).
    /// </summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>How long a peer that answered a ping before may take for the next. Default 10 s (RFC 5626 §4.4.1).</summary>
    public TimeSpan PongTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
