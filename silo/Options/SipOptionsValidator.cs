using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Options;

/// <summary>Says every fault of the options at start, not only the first.</summary>
internal sealed class SipOptionsValidator : IValidateOptions<SipOptions>
{
    public ValidateOptionsResult Validate(string? name, SipOptions options)
    {
        var faults = new List<string>();

        var seen = new Dictionary<ListenUri, int>();
        for (var i = 0; i < options.Listen.Count; i++)
        {
            if (!ListenUri.TryParse(options.Listen[i], out var uri, out var fault)) faults.Add($"Sip:Listen:{i}: {fault}");
            // Several sockets may ask for a free port each.
            else if (!seen.TryAdd(uri, i) && uri.Port != 0) faults.Add($"Sip:Listen:{i}: '{uri}' is what Sip:Listen:{seen[uri]} says already.");
        }

        IEnumerable<ListenUri> own = options.Listen.Count == 0 ? ListenUri.Defaults : seen.Keys.ToList();
        for (var i = 0; i < options.StandbyListen.Count; i++)
        {
            if (!ListenUri.TryParse(options.StandbyListen[i], out var uri, out var fault)) faults.Add($"Sip:StandbyListen:{i}: {fault}");
            else if (uri.Port == 0 || uri.EndPoint.Address.Equals(IPAddress.Any) || uri.EndPoint.Address.Equals(IPAddress.IPv6Any))
                faults.Add($"Sip:StandbyListen:{i}: '{uri}' must be the one address and port at which another node is known.");
            else if (!seen.TryAdd(uri, i) || own.Any(other => IsAround(other, uri)))
                faults.Add($"Sip:StandbyListen:{i}: '{uri}' is listened on already; Sip:Listen must name the node's own addresses, not all.");
        }
        if (options.StandbyListen.Count > 0 && !OperatingSystem.IsLinux()) faults.Add("Sip:StandbyListen: only Linux listens on addresses that may move here later.");

        if (seen.Keys.Any(static uri => uri.Protocol == TransportProtocol.Tls)) TlsFiles.Parse(options.Tls, TlsFiles.Read(options.Tls, faults), faults);
        if (!Enum.IsDefined(options.Tls.MinimumVersion)) faults.Add("Sip:Tls:MinimumVersion: must be Tls12 or Tls13.");

        if (options.AdvertisedAddress is { } advertised && !IsHost(advertised))
            faults.Add($"Sip:AdvertisedAddress: '{advertised}' is neither a host name nor an address without a port; IPv6 stands in brackets.");

        Check("Limits:MaxMessageSize", options.Limits.MaxMessageSize, 1_300, 65_535);
        Check("Limits:MaxHeaderFields", options.Limits.MaxHeaderFields, 16, 4_096);
        Check("Limits:MaxHeaderFieldSize", options.Limits.MaxHeaderFieldSize, 256, 65_535);
        Check("Tcp:MaxConnectionsPerSource", options.Tcp.MaxConnectionsPerSource, 1, 1_000_000);
        if (options.Tcp.KeepAliveInterval < TimeSpan.FromSeconds(10) || options.Tcp.KeepAliveInterval > TimeSpan.FromHours(1))
            faults.Add($"Sip:Tcp:KeepAliveInterval: must be from 00:00:10 to 01:00:00, not {options.Tcp.KeepAliveInterval}.");
        Check("Timers:T1", options.Timers.T1, 50, 5_000);
        Check("Timers:T2", options.Timers.T2, options.Timers.T1, 60_000);
        Check("Timers:T4", options.Timers.T4, 0, 60_000);
        Check("Timers:C", options.Timers.C, 10_000, 3_600_000);

        if (options.Digest.Algorithms.Distinct().Count() != options.Digest.Algorithms.Count) faults.Add("Sip:Digest:Algorithms: an algorithm is named twice.");
        if (options.Digest.NonceLifetime < TimeSpan.FromSeconds(10) || options.Digest.NonceLifetime > TimeSpan.FromHours(1))
            faults.Add($"Sip:Digest:NonceLifetime: must be from 00:00:10 to 01:00:00, not {options.Digest.NonceLifetime}.");

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);

        void Check(string key, int value, int min, int max)
        {
            if (value < min || value > max) faults.Add($"Sip:{key}: must be from {min} to {max}, not {value}.");
        }
    }

    private static bool IsAround(in ListenUri all, in ListenUri one) =>
        all.Protocol == one.Protocol && all.Port == one.Port && all.EndPoint.AddressFamily == one.EndPoint.AddressFamily
        && (all.EndPoint.Address.Equals(IPAddress.Any) || all.EndPoint.Address.Equals(IPAddress.IPv6Any));

    private static bool IsHost(string text) => Ascii.IsValid(text) && Sip.Parsing.Host.IsValid(Encoding.ASCII.GetBytes(text));
}
