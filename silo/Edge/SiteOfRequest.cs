using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Edge;

/// <summary>
/// Which site a request belongs to before anybody is identified: the one whose SIP domain stands in its Request-URI, else in its To;
/// else the default site, which a node's own address means.
/// </summary>
internal static class SiteOfRequest
{
    /// <summary>The site; null when there is none at all.</summary>
    public static SiteRoutes? Find(RoutingTable table, SipMessage request) =>
        Named(table, request) ?? table.DefaultSite;

    /// <summary>The site that one of the two URIs names; null when neither does.</summary>
    public static SiteRoutes? Named(RoutingTable table, SipMessage request) =>
        ByDomain(table, request[request.RequestUri]) ?? ByDomain(table, request[request.To.Uri]);

    private static SiteRoutes? ByDomain(RoutingTable table, ReadOnlySpan<byte> uri) =>
        SipUri.TryParse(uri, out var parsed) ? table.FindSiteByDomain(parsed.Host) : null;
}
