using System.Net;
using System.Text;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>
/// As whom a request would come in, in the order and by the rules of <see cref="CallerIdentification"/>; but that a username is taken for
/// proven, and that connections over which phones registered are not looked at.
/// </summary>
internal sealed class OriginIdentification(KnownSources sources) : IOriginIdentification
{
    /// <inheritdoc/>
    public CallerIdentified Identify(RoutingTable table, RequestOrigin origin)
    {
        var named = string.IsNullOrEmpty(origin.Domain) ? null : table.FindSiteByDomain(Encoding.UTF8.GetBytes(origin.Domain));

        // 1. source address
        var isAddress = IPEndPoint.TryParse(origin.Address ?? "", out var endPoint);
        var candidates = isAddress ? sources.Find(TransportAddress.Of(endPoint!)) : [];
        if (!candidates.IsEmpty && CallerIdentification.Choose(table, candidates, named?.Id) is { } connector && table.FindSite(connector.Site) is { } itsSite)
        {
            return new CallerIdentified(IdentifiedBy.SourceAddress, itsSite.Id, itsSite.Name, connector.Id, connector.Name, null,
                $"{endPoint!.Address} is an address of connector \"{connector.Name}\" of site \"{itsSite.Name}\".");
        }
        if ((named ?? table.DefaultSite) is not { } site)
            return Nobody(null, $"No site has the domain, and none is the default one: the request gets {CallCauseText.Status(CallCause.SiteUnknown)}.");
        var why = named is null ? $"The request names no site, so it belongs to the default one, \"{site.Name}\"." : $"The request names site \"{site.Name}\" by its domain.";
        if (isAddress) why = $"{(candidates.IsEmpty ? "No connector that is known by its address has" : "No enabled connector of that site has")} {endPoint!.Address}. {why}";

        // 3. digest
        if (string.IsNullOrEmpty(origin.Username)) return Nobody(site, $"{why} Its sender is challenged and must prove a username.");
        var account = Account.Find(site, Encoding.UTF8.GetBytes(origin.Username));
        if (account.Phone is { } phone)
            return new CallerIdentified(IdentifiedBy.Username, site.Id, site.Name, null, null, phone.Number, $"{why} {phone.Number} is an extension there, once it proves its password.");
        return account.Connector is { } far
            ? new CallerIdentified(IdentifiedBy.Username, site.Id, site.Name, far.Id, far.Name, null, $"{why} {origin.Username} is the username of connector \"{far.Name}\" there, once it proves its password.")
            : Nobody(site, $"{why} Nobody has the username {origin.Username} there: it gets {CallCauseText.Status(CallCause.CallerUnknown)}.");
    }

    private static CallerIdentified Nobody(SiteRoutes? site, string text) => new(IdentifiedBy.Nothing, site?.Id, site?.Name, null, null, null, text);
}
