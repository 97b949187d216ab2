namespace SystemConnector.Sip.Transports;

/// <summary>Transport protocols for SIP.</summary>
public enum TransportProtocol : byte
{
    Udp,
    Tcp,
}

/// <summary>What the protocols are called.</summary>
public static class TransportProtocols
{
    /// <summary>The name in Via (RFC 3261 §20.42).</summary>
    public static ReadOnlySpan<byte> ViaName(this TransportProtocol protocol) =>
        protocol == TransportProtocol.Udp ? "UDP"u8 : "TCP"u8;

    /// <summary>The value of the transport parameter of a URI, and of our own listen URIs.</summary>
    public static string ParameterName(this TransportProtocol protocol) =>
        protocol == TransportProtocol.Udp ? "udp" : "tcp";
}
