using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Events;

/// <summary>Names what entries of the change log changed, by the routing tables before and after. Who is registered where is no routing.</summary>
internal static class RoutingChanges
{
    /// <summary>The changes between two tables; without entries nobody knows which, so anything of each site may have changed.</summary>
    public static IEnumerable<RoutingChanged> Between(RoutingTable previous, RoutingTable current, ImmutableArray<RouteChange> entries, DateTimeOffset time) =>
        entries.IsEmpty
            ? previous.Sites.Concat(current.Sites).Select(static site => site.Id).Distinct().Select(id => Everything(id, previous, current, time))
            : entries.Select(entry => Of(entry, previous, current, time)).OfType<RoutingChanged>();

    private static RoutingChanged Everything(SiteId id, RoutingTable previous, RoutingTable current, DateTimeOffset time)
    {
        var site = current.FindSite(id);
        return new RoutingChanged(id, time, current.Version, RoutingChangeKind.Everything, null, (site ?? previous.FindSite(id))?.Name ?? "", site is not null);
    }

    private static RoutingChanged? Of(RouteChange entry, RoutingTable previous, RoutingTable current, DateTimeOffset time) => entry.Kind switch
    {
        RouteChangeKind.Site => OfSite(entry, RoutingChangeKind.Site, previous, current, time),
        RouteChangeKind.WholeSite => OfSite(entry, RoutingChangeKind.WholeSite, previous, current, time),
        RouteChangeKind.Connector => OfConnector(entry, previous, current, time),
        RouteChangeKind.LocalNumber => OfNumber(entry, RoutingChangeKind.LocalNumber, current, time, static (site, number) => site.FindNumber(number) is not null),
        RouteChangeKind.Decision => OfNumber(entry, RoutingChangeKind.Decision, current, time, static (site, number) => site.FindDecision(number) is not null),
        _ => null,
    };

    private static RoutingChanged OfSite(RouteChange entry, RoutingChangeKind kind, RoutingTable previous, RoutingTable current, DateTimeOffset time)
    {
        var id = new SiteId(Guid.ParseExact(entry.Key, "N"));
        var site = current.FindSite(id);
        return new RoutingChanged(id, time, entry.Sequence, kind, null, (site ?? previous.FindSite(id))?.Name ?? "", site is not null);
    }

    private static RoutingChanged? OfConnector(RouteChange entry, RoutingTable previous, RoutingTable current, DateTimeOffset time)
    {
        var id = new ConnectorId(Guid.ParseExact(entry.Key, "N"));
        var connector = current.FindConnector(id);
        // One that came and went between two looks is known to neither table.
        return (connector ?? previous.FindConnector(id)) is { } known
            ? new RoutingChanged(known.Site, time, entry.Sequence, RoutingChangeKind.Connector, id, known.Name, connector is not null)
            : null;
    }

    private static RoutingChanged OfNumber(
        RouteChange entry, RoutingChangeKind kind, RoutingTable current, DateTimeOffset time, Func<SiteRoutes, Number, bool> has)
    {
        // Keys of rows within a site have the form of an address of record's.
        var (id, text) = AddressOfRecordKey.Parse(entry.Key);
        var exists = current.FindSite(id) is { } site && Number.TryParse(text, out var number) && has(site, number);
        return new RoutingChanged(id, time, entry.Sequence, kind, null, text, exists);
    }
}
