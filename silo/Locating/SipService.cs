using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Locating;

/// <summary>SIP over one transport as the DNS knows it (RFC 3263 §4.1).</summary>
/// <param name="SrvPrefix">What stands before the domain in the name of its SRV records.</param>
/// <param name="NaptrService">The service field of its NAPTR records.</param>
/// <param name="DefaultPort">The port where neither a URI nor an SRV record says one (RFC 3261 §19.1.2).</param>
internal readonly record struct SipService(string SrvPrefix, string NaptrService, int DefaultPort)
{
    private static readonly SipService
        Udp = new("_sip._udp.", "SIP+D2U", 5060),
        Tcp = new("_sip._tcp.", "SIP+D2T", 5060),
        Tls = new("_sips._tcp.", "SIPS+D2T", 5061);

    /// <summary>The service over that transport.</summary>
    public static SipService Over(TransportProtocol protocol) => protocol switch
    {
        TransportProtocol.Udp => Udp,
        TransportProtocol.Tcp => Tcp,
        _ => Tls,
    };
}
