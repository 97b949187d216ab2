using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Media;

/// <summary>At which of our addresses each side of a call finds our media: where SIP speaks with it, unless the options say another.</summary>
internal sealed class MediaFaces
{
    private readonly TransportAddress? _bind4, _bind6, _told4, _told6;

    public MediaFaces(IOptions<MediaOptions> media, IOptions<SipOptions> sip)
    {
        _bind4 = Parse(media.Value.BindIPv4);
        _bind6 = Parse(media.Value.BindIPv6);
        var advertised = IPAddress.TryParse(sip.Value.AdvertisedAddress, out var address) ? address : null;
        _told4 = Parse(media.Value.AdvertisedIPv4) ?? Of(advertised, AddressFamily.InterNetwork);
        _told6 = Parse(media.Value.AdvertisedIPv6) ?? Of(advertised, AddressFamily.InterNetworkV6);
    }

    /// <summary>Our face towards a side.</summary>
    /// <param name="flow">How SIP reaches it.</param>
    /// <param name="media">Where its own description says that it has its media, when that is known: it may be of the other family.</param>
    public RelayFace Towards(in Flow flow, TransportAddress? media)
    {
        var remote = media is { } other && other.IsIPv6 != flow.Remote.IsIPv6 ? other : flow.Remote;
        var local = (remote.IsIPv6 ? _bind6 : _bind4) ?? flow.Transport.LocalTowards(remote);
        return new RelayFace(local, (remote.IsIPv6 ? _told6 : _told4) ?? local);
    }

    private static TransportAddress? Parse(string? text) => text is null ? null : TransportAddress.Of(IPAddress.Parse(text), 0);

    private static TransportAddress? Of(IPAddress? address, AddressFamily family) => address?.AddressFamily == family ? TransportAddress.Of(address, 0) : null;
}
