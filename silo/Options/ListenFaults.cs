using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SystemConnector.Api;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Options;

/// <summary>
/// Tries the addresses that a node is to listen on before anything starts, so that a person reads which one is taken and no stack of a
/// start that failed half way. Two programs that start at the same moment may still meet: then the start fails.
/// </summary>
internal static class ListenFaults
{
    /// <summary>A sentence for each address that cannot be had.</summary>
    public static IReadOnlyList<string> Of(WebApplication node)
    {
        var faults = new List<string>();
        foreach (var uri in node.Services.GetRequiredService<IOptions<SipOptions>>().Value.ListenUris)
            Try(uri.EndPoint, uri.Protocol == TransportProtocol.Udp, uri.ToString(), "Sip:Listen", faults);
        // Api:Urls counts only where nothing else says where Kestrel listens.
        var urls = node.Urls.Count > 0
            ? node.Urls
            : node.Services.GetRequiredService<IOptions<ApiOptions>>().Value.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in urls)
        {
            var address = BindingAddress.Parse(url);
            if (address is { IsUnixPipe: false, IsNamedPipe: false }) Try(new IPEndPoint(AddressOf(address.Host), address.Port), isDatagram: false, url, "Api:Urls", faults);
        }
        return faults;
    }

    private static void Try(IPEndPoint endPoint, bool isDatagram, string name, string option, List<string> faults)
    {
        if (endPoint.Port == 0) return;
        try
        {
            using var socket = isDatagram
                ? new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp)
                : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = false;
            socket.Bind(endPoint);
        }
        catch (SocketException exception)
        {
            var fault = exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => $"{name} is in use by another program; choose another {option} or stop that program.",
                SocketError.AddressNotAvailable => $"{name} is not an address of this machine; choose another {option}.",
                SocketError.AccessDenied => $"{name} is not ours to listen on; choose another {option}, or give this program the right to.",
                _ => null,
            };
            // Anything else is for the start itself to say.
            if (fault is not null) faults.Add(fault);
        }
    }

    /// <summary>As Kestrel reads the host of a URL: a name that is no address means all addresses.</summary>
    private static IPAddress AddressOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback
        : IPAddress.TryParse(host, out var address) ? address
        : IPAddress.Any;
}
