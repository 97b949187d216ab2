using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>Says what our Contact says to the far end of a trunk, and where there is no trunk yet, what the sockets say.</summary>
internal sealed class FarEndView(SipService sip, TrunkClient trunks, RoutingTableFeed routing) : IFarEndView
{
    /// <inheritdoc/>
    public NodeContact Contact(Connector connector)
    {
        var site = routing.Current.FindSite(connector.Site);
        var realm = site?.Realm ?? "";
        if (trunks.Find(connector.Id)?.Target is { } target) return new NodeContact(HostTowards(target), target.Transport.Local.Port, realm);

        var protocol = (TransportProtocol)connector.Transport;
        var candidates = sip.Node.Transports.Where(transport => transport.Protocol == protocol && !transport.IsStandby).ToList();
        var domains = site?.Domains ?? [];
        var transport = candidates.Find(transport => domains.Contains(transport.LocalHost)) ?? candidates.FirstOrDefault();
        var host = transport?.AdvertisedHost ?? transport?.LocalHost;
        return new NodeContact(string.IsNullOrEmpty(host) ? null : host, transport?.Local.Port, realm);
    }

    private static string HostTowards(in Flow flow)
    {
        var writer = new MessageWriter(stackalloc byte[256]);
        flow.Transport.WriteHost(ref writer, flow.Remote);
        return Encoding.ASCII.GetString(writer.Written).Trim('[', ']');
    }
}
