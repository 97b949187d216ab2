using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Options;

/// <summary>Where to listen for SIP: <c>udp:127.0.0.1:5060</c>, <c>tcp:[::1]:5060</c>, <c>tls:0.0.0.0:5061</c>; port 0 lets the system choose.</summary>
internal readonly record struct ListenUri(TransportProtocol Protocol, IPAddress Address, int Port)
{
    /// <summary>UDP and TCP, port 5060, on all addresses of the families that this machine has.</summary>
    public static IReadOnlyList<ListenUri> Defaults { get; } =
    [
        .. from address in AllAddresses()
           from protocol in new[] { TransportProtocol.Udp, TransportProtocol.Tcp }
           select new ListenUri(protocol, address, protocol.DefaultPort()),
    ];

    /// <summary>What a transport binds to.</summary>
    public IPEndPoint EndPoint => new(Address, Port);

    /// <summary>Reads one; the fault says what is wrong with it in a sentence that goes on from "…: ".</summary>
    public static bool TryParse(string? text, out ListenUri uri, out string fault)
    {
        uri = default;
        var (protocolText, rest) = SplitAt(text ?? "", (text ?? "").IndexOf(':'));
        var (hostText, portText) = SplitAt(rest, rest.LastIndexOf(':'));
        if (rest.Length == 0 || ProtocolOf(protocolText) is not { } protocol)
            fault = $"'{text}' must begin with 'udp:', 'tcp:' or 'tls:', as in 'udp:127.0.0.1:5060'.";
        else if (portText.Length == 0 || rest.EndsWith(']'))
            fault = $"'{text}' names no port, as in '{protocolText}:{rest.TrimEnd(':')}:{protocol.DefaultPort()}'; 0 lets the system choose.";
        else if (portText.Any(static c => !char.IsAsciiDigit(c)) || !ushort.TryParse(portText, out var port))
            fault = $"'{portText}' is not a port from 0 to 65535.";
        else if (hostText.Contains(':') && !hostText.StartsWith('['))
            fault = $"an IPv6 address is written in brackets, as in '{protocolText}:[{hostText}]:{portText}'.";
        else if (!Ascii.IsValid(hostText) || !Sip.Parsing.Host.TryParseAddress(Encoding.ASCII.GetBytes(hostText), out var address))
            fault = $"'{hostText}' is not an IP address; 0.0.0.0 and [::] mean all of them.";
        else
        {
            uri = new ListenUri(protocol, address, port);
            fault = "";
            return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol.ParameterName()}:{EndPoint}";

    private static IEnumerable<IPAddress> AllAddresses()
    {
        if (Socket.OSSupportsIPv4) yield return IPAddress.Any;
        if (Socket.OSSupportsIPv6) yield return IPAddress.IPv6Any;
    }

    private static TransportProtocol? ProtocolOf(string text) => text.ToLowerInvariant() switch
    {
        "udp" => TransportProtocol.Udp,
        "tcp" => TransportProtocol.Tcp,
        "tls" => TransportProtocol.Tls,
        _ => null,
    };

    private static (string Before, string After) SplitAt(string text, int index) =>
        index < 0 ? (text, "") : (text[..index], text[(index + 1)..]);
}
