using System.Net;

namespace SystemConnector.Silo.Options;

/// <summary>How this node asks the DNS. Section "Dns".</summary>
public sealed class DnsOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Dns";

    /// <summary>
    /// The servers in the order in which they are asked: addresses, with a port where it is not 53 (<c>192.0.2.53</c>,
    /// <c>[2001:db8::53]:5353</c>). Default: those of the system, which are looked up again as they change.
    /// </summary>
    public IList<string> Servers { get; init; } = [];

    /// <summary>How long a server may take before the next one is asked; 50 ms to 4 s. Default 1 s; twice that in the second round.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What <see cref="Servers"/> says; only of options that were validated.</summary>
    internal IReadOnlyList<IPEndPoint> ServerEndPoints => [.. Servers.Select(static text => TryParse(text, out var server) ? server : throw new FormatException(text))];

    /// <summary>Reads one server.</summary>
    internal static bool TryParse(string text, out IPEndPoint server)
    {
        server = new IPEndPoint(IPAddress.None, 0);
        if (!IPEndPoint.TryParse(text, out var parsed)) return false;
        server = parsed.Port == 0 ? new IPEndPoint(parsed.Address, 53) : parsed;
        return true;
    }
}
