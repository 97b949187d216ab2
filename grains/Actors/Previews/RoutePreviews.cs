using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>Previews over the routing table of this node.</summary>
internal sealed class RoutePreviews(RoutingTableFeed feed, DraftReader drafts, TimeProvider time) : IRoutePreviews
{
    public async Task<Outcome<IRoutePreview>> Preview(RouteDraft draft, DateTimeOffset? at, CancellationToken cancellation)
    {
        var table = feed.Current;
        var now = time.GetUtcNow();
        var when = at ?? now;
        var drafted = await drafts.Read(table, draft, now, cancellation);
        return drafted.Value is { } site
            ? Outcome.Of<IRoutePreview>(new RoutePreview(site, when, table.Version), site.Warnings)
            : Outcome.Refused<IRoutePreview>(drafted.Faults);
    }
}
