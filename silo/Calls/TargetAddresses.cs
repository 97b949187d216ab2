using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// The addresses of local numbers' SIP targets. Host names are resolved when the routing table names them and again every minute,
/// never while a call waits; an address stays known while its name cannot be resolved.
/// </summary>
internal sealed class TargetAddresses : IRoutingTableListener, IDisposable
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, IPAddress?> _names = new(StringComparer.OrdinalIgnoreCase);
    private readonly ITimer _timer;

    public TargetAddresses(TimeProvider time) =>
        _timer = time.CreateTimer(static addresses => ((TargetAddresses)addresses!).ResolveAll(), this, Refresh, Refresh);

    /// <summary>The address and protocol of a target; false while its name is not resolved.</summary>
    public bool TryFind(string target, out TransportAddress address, out TransportProtocol protocol)
    {
        var uri = Encoding.UTF8.GetBytes(target);
        if (NextHop.TryLiteral(uri, out address, out protocol)) return true;
        if (!SipUri.TryParse(uri, out var parsed) || !_names.TryGetValue(Encoding.ASCII.GetString(parsed.Host), out var resolved) || resolved is null) return false;
        protocol = NextHop.ProtocolOf(parsed);
        address = TransportAddress.Of(resolved, parsed.Port == 0 ? protocol.DefaultPort() : parsed.Port);
        return true;
    }

    /// <inheritdoc/>
    public void Swapped(RoutingTable previous, RoutingTable current)
    {
        foreach (var site in current.Sites)
        {
            if (ReferenceEquals(previous.FindSite(site.Id), site)) continue;
            foreach (var number in site.Numbers)
                if (number.Target is { } target && NameOf(target) is { } name && _names.TryAdd(name, null)) _ = Resolve(name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private static string? NameOf(string target)
    {
        var uri = Encoding.UTF8.GetBytes(target);
        if (NextHop.TryLiteral(uri, out _, out _) || !SipUri.TryParse(uri, out var parsed)) return null;
        return Encoding.ASCII.GetString(parsed.Host);
    }

    private void ResolveAll()
    {
        foreach (var name in _names.Keys) _ = Resolve(name);
    }

    private async Task Resolve(string name)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(name);
            if (addresses.Length > 0) _names[name] = addresses[0];
        }
        catch (SocketException)
        {
            // What was known of it stays in force.
        }
    }
}
