using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests.Fakes;

public sealed class FakeQueries(World world) : IConfigurationQueries, IConflictCounts
{
    public Task<IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>> Of(IReadOnlyCollection<ConnectorId> connectors, CancellationToken cancellation)
    {
        world.CountReads.Add(connectors.Count);
        return Task.FromResult<IReadOnlyDictionary<ConnectorId, ImmutableArray<ConflictCount>>>(connectors.Where(world.Connectors.ContainsKey).ToDictionary(id => id, id =>
            world.Connectors[id].Ranges.SelectMany(range => world.Conflicts.GetValueOrDefault(range.Id, []))
                .GroupBy(conflict => (conflict.Range, conflict.Kind)).Select(each => new ConflictCount(each.Key.Range, each.Key.Kind, each.Count())).ToImmutableArray()));
    }

    public Task<Page<Site>> Sites(SiteScope within, int first, string? afterName, CancellationToken cancellation) =>
        afterName is World.Boom or World.NoDatabase
            ? throw World.Explosion(afterName)
            : Page(world.Sites.Values.Where(site => within.Holds(site.Id)).OrderBy(site => site.Name, StringComparer.Ordinal), first, site => afterName is null || string.CompareOrdinal(site.Name, afterName) > 0);

    public Task<Page<Connector>> Connectors(SiteId site, int first, string? afterName, CancellationToken cancellation) =>
        Page(
            world.Connectors.Values.Where(connector => connector.Site == site).OrderBy(connector => connector.Name, StringComparer.Ordinal),
            first,
            connector => afterName is null || string.CompareOrdinal(connector.Name, afterName) > 0);

    public Task<Page<LocalNumber>> LocalNumbers(SiteId site, int first, Number? after, CancellationToken cancellation) =>
        Page(world.Numbers.GetValueOrDefault(site, []).OrderBy(local => local.Number), first, local => after is null || local.Number > after);

    public Task<Connector?> ConnectorOfRange(RangeId range, CancellationToken cancellation) =>
        Task.FromResult(world.Connectors.Values.FirstOrDefault(connector => connector.Ranges.Any(each => each.Id == range)));

    private static Task<Page<T>> Page<T>(IEnumerable<T> all, int first, Func<T, bool> isAfter)
    {
        var list = all.ToList();
        var rest = list.Where(isAfter).ToList();
        return Task.FromResult(new Page<T>([.. rest.Take(first)], rest.Count > first, list.Count));
    }
}
