using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Locating;

/// <summary>SIP over one transport as the DNS knows it (RFC 3263 §4.1).</summary>
/// <param name="SrvPrefix">What stands before the domain in the name of its SRV records.</param>
/// <param name="NaptrService">The service field of its NAPTR records.</param>
/// <param name="Protocol">The transport.</param>
internal readonly record struct SipService(string SrvPrefix, string NaptrService, TransportProtocol Protocol)
{
    private static readonly SipService
        Udp = new("_sip._udp.", "SIP+D2U", TransportProtocol.Udp),
        Tcp = new("_sip._tcp.", "SIP+D2T", TransportProtocol.Tcp),
        Tls = new("_sips._tcp.", "SIPS+D2T", TransportProtocol.Tls);

    /// <summary>The port where neither a URI nor an SRV record says one.</summary>
    public int DefaultPort => Protocol.DefaultPort();

    /// <summary>The service over that transport.</summary>
    public static SipService Over(TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Udp => Udp,
        TransportProtocol.Tcp => Tcp,
        _ => Tls,
    };
}
