namespace SystemConnector.Silo.Locating;

/// <summary>What is looked for: where SIP over one transport is spoken for a host.</summary>
/// <param name="Host">A host name or an address; IPv6 without brackets.</param>
/// <param name="Port">The port; 0 when none was given, and then the DNS may say it.</param>
/// <param name="Service">SIP over the wanted transport.</param>
/// <param name="IPv4">Whether this node reaches IPv4 addresses over that transport.</param>
/// <param name="IPv6">Whether this node reaches IPv6 addresses over that transport.</param>
internal readonly record struct LocateQuery(string Host, int Port, SipService Service, bool IPv4 = true, bool IPv6 = false)
{
    /// <summary>The port where the DNS says none.</summary>
    public int PortOrDefault => Port == 0 ? Service.DefaultPort : Port;
}
