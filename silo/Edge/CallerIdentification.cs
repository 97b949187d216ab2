using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Edge;

/// <summary>
/// As whom a call comes in: 1. by its source address, over an IP connector; 2. by the connection over which a phone registered;
/// 3. by digest, as an extension or over a password connector. Whoever is none of these is challenged, and nothing is routed.
/// </summary>
internal sealed class CallerIdentification(RoutingTableFeed routing, KnownSources sources, KnownConnections connections, Authenticator authenticator, UnmatchedCallers unmatched)
{
    /// <summary>The caller; when false, the request is answered.</summary>
    public bool TryIdentify(in IncomingRequest incoming, out Caller caller)
    {
        caller = default;
        var request = incoming.Message;
        var table = routing.Current;

        // 1. source address
        if (ByAddress(table, incoming) is { } connector && table.FindSite(connector.Site) is { } itsSite)
        {
            caller = new Caller(itsSite, connector, null);
            return true;
        }
        if (SiteOfRequest.Find(table, request) is not { } site)
        {
            unmatched.Note(incoming.Source.Remote, request, null);
            Refusal.Send(incoming, CallCause.SiteUnknown);
            return false;
        }

        // 2. connection
        if (connections.Find(incoming.Source) is { } account && account.Site == site.Id && SpeaksFor(request, account.User) && site.FindNumber(account.User) is { } known)
        {
            caller = new Caller(site, null, known);
            return true;
        }

        // 3. digest
        if (!authenticator.TryAuthenticate(incoming, site, out var proven))
        {
            unmatched.Note(incoming.Source.Remote, request, site);
            return false;
        }
        unmatched.Proven(incoming.Source.Remote);
        caller = new Caller(site, proven.Connector, proven.Phone);
        return true;
    }

    /// <summary>Two sites may have a connector to the same address: the site that the request names decides; when it names none, the default site.</summary>
    private ConnectorRoute? ByAddress(RoutingTable table, in IncomingRequest incoming)
    {
        var candidates = sources.Find(incoming.Source.Remote);
        return candidates.IsEmpty ? null : Choose(table, candidates, SiteOfRequest.Named(table, incoming.Message)?.Id);
    }

    /// <summary>Of the connectors with the source address the one over which the request comes.</summary>
    internal static ConnectorRoute? Choose(RoutingTable table, ImmutableArray<ConnectorId> candidates, SiteId? named)
    {
        var preferred = named ?? table.DefaultSite?.Id;
        ConnectorRoute? first = null;
        foreach (var candidate in candidates)
        {
            if (Enabled(table, candidate) is not { } connector) continue;
            if (connector.Site == preferred) return connector;
            first ??= connector;
        }
        // A request that names a site by its domain is for that site: the connector of another is not who it came over.
        return named is null ? first : null;
    }

    private static ConnectorRoute? Enabled(RoutingTable table, ConnectorId id) => table.FindConnector(id) is { Enabled: true } connector ? connector : null;

    private static bool SpeaksFor(SipMessage request, Contracts.Numbers.Number extension) =>
        SipUri.TryParse(request[request.From.Uri], out var from)
        && Contracts.Numbers.Number.TryParseDialled(from.User, out var number) && number == extension;
}
