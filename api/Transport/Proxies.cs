using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace SystemConnector.Api.Transport;

/// <summary>Whose word is taken for the address and the scheme of a client: X-Forwarded-For and X-Forwarded-Proto, of proxies that are known.</summary>
/// <remarks>Without it all clients of a proxy share one address, and sign-in at a provider leads back to http.</remarks>
internal static class Proxies
{
    // Who is on this machine could as well read the key's file.
    private static readonly string[] _thisMachine = ["127.0.0.0/8", "::1"];

    /// <summary>Whether a text is an address or a network.</summary>
    public static bool IsKnowable(string text) => TryParse(text, out _);

    /// <summary>Serves the clients of proxies as themselves.</summary>
    /// <param name="app">The host.</param>
    /// <param name="proxies">Addresses and networks; none for this machine.</param>
    public static void UseProxies(this WebApplication app, IReadOnlyCollection<string> proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var text in proxies.Count > 0 ? proxies : _thisMachine)
        {
            if (TryParse(text, out var network)) options.KnownIPNetworks.Add(network);
        }
        app.UseForwardedHeaders(options);
    }

    private static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network)) return true;
        if (!IPAddress.TryParse(text, out var address)) return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
