using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;
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

    public Task<Slice<Site>> Sites(SiteFilter filter, SiteOrder order, Window window, CancellationToken cancellation) =>
        window.After?.Sort is World.Boom or World.NoDatabase
            ? throw World.Explosion(window.After.Value.Sort)
            : Slice(Of(filter), window, site => new ListKey(site.Name, site.Id.ToString()));

    public Task<int> CountSites(SiteFilter filter, CancellationToken cancellation) => Task.FromResult(Of(filter).Count());

    public Task<Slice<Connector>> Connectors(ConnectorFilter filter, ConnectorOrder order, Window window, CancellationToken cancellation)
    {
        world.ConnectorLists.Add((filter, order, window));
        return Slice(Of(filter), window, connector => new ListKey(connector.Name, connector.Id.ToString()));
    }

    public Task<int> CountConnectors(ConnectorFilter filter, CancellationToken cancellation) => Task.FromResult(Of(filter).Count());

    public Task<Slice<LocalNumber>> LocalNumbers(SiteId site, LocalNumberFilter filter, LocalNumberOrder order, Window window, CancellationToken cancellation)
    {
        var numbers = world.Numbers.GetValueOrDefault(site, []).OrderBy(local => local.Number).SkipWhile(local => window.After is { } after && local.Number <= Number.Parse(after.Id)).ToList();
        return Task.FromResult(new Slice<LocalNumber>([.. numbers.Take(window.First).Select(local => new Listed<LocalNumber>(local, new ListKey("", local.Number.ToString())))], numbers.Count > window.First));
    }

    public Task<int> CountLocalNumbers(SiteId site, LocalNumberFilter filter, CancellationToken cancellation) => Task.FromResult(world.Numbers.GetValueOrDefault(site, []).Length);

    public Task<Connector?> ConnectorOfRange(RangeId range, CancellationToken cancellation) =>
        Task.FromResult(world.Connectors.Values.FirstOrDefault(connector => connector.Ranges.Any(each => each.Id == range)));

    private IEnumerable<Site> Of(SiteFilter filter) => world.Sites.Values.Where(site => filter.Sites is not { } sites || sites.Contains(site.Id));

    private IEnumerable<Connector> Of(ConnectorFilter filter) => world.Connectors.Values.Where(connector => filter.Sites is not { } sites || sites.Contains(connector.Site));

    private static Task<Slice<T>> Slice<T>(IEnumerable<T> all, Window window, Func<T, ListKey> key)
    {
        var rest = all.Select(item => new Listed<T>(item, key(item))).OrderBy(item => item.Key.Sort, StringComparer.Ordinal)
            .SkipWhile(item => window.After is { } after && string.CompareOrdinal(item.Key.Sort, after.Sort) <= 0).ToList();
        return Task.FromResult(new Slice<T>([.. rest.Take(window.First)], rest.Count > window.First));
    }
}
