using System.Globalization;
using System.Net;
using System.Text;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Registrations;

/// <summary>A flow as it is written in a binding: <c>udp/127.0.0.1:5060/192.0.2.1:5060/0</c> (protocol, local, remote, connection).</summary>
internal readonly record struct FlowName(TransportProtocol Protocol, TransportAddress Local, TransportAddress Remote, long Connection)
{
    /// <summary>The name of a flow.</summary>
    public static FlowName Of(in Flow flow) => new(flow.Transport.Protocol, flow.Transport.Local, flow.Remote, flow.Connection);

    /// <summary>Reads a name; false when it is none.</summary>
    public static bool TryParse(string text, out FlowName name)
    {
        name = default;
        var parts = text.Split('/');
        if (parts.Length != 4 || !IPEndPoint.TryParse(parts[1], out var local) || !IPEndPoint.TryParse(parts[2], out var remote)) return false;
        if (!long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var connection)) return false;
        var protocol = TransportProtocols.Of(Encoding.UTF8.GetBytes(parts[0]));
        if (protocol is null) return false;
        name = new FlowName(protocol.Value, TransportAddress.Of(local), TransportAddress.Of(remote), connection);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Protocol.ParameterName()}/{Local}/{Remote}/{Connection}");
}
