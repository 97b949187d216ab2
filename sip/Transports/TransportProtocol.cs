namespace SystemConnector.Sip.Transports;

/// <summary>Transport protocols for SIP. The values are part of sealed tokens.</summary>
public enum TransportProtocol : byte
{
    Udp,
    Tcp,
    Tls,
}

/// <summary>What the protocols are called.</summary>
public static class TransportProtocols
{
    /// <summary>The name in Via (RFC 3261 §20.42).</summary>
    public static ReadOnlySpan<byte> ViaName(this TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Udp => "UDP"u8,
        TransportProtocol.Tcp => "TCP"u8,
        _ => "TLS"u8,
    };

    /// <summary>The value of the transport parameter of a URI, and of our own listen URIs.</summary>
    public static string ParameterName(this TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Udp => "udp",
        TransportProtocol.Tcp => "tcp",
        _ => "tls",
    };

    /// <summary>The port where none is given (RFC 3261 §19.1.2).</summary>
    public static int DefaultPort(this TransportProtocol protocol) => protocol == TransportProtocol.Tls ? 5061 : 5060;

    /// <summary>The protocol of that parameter value, in any case; null when it is none that we speak.</summary>
    public static TransportProtocol? Of(ReadOnlySpan<byte> name) =>
        System.Text.Ascii.EqualsIgnoreCase(name, "udp"u8) ? TransportProtocol.Udp
        : System.Text.Ascii.EqualsIgnoreCase(name, "tcp"u8) ? TransportProtocol.Tcp
        : System.Text.Ascii.EqualsIgnoreCase(name, "tls"u8) ? TransportProtocol.Tls
        : null;
}
