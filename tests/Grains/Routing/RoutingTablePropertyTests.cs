using FsCheck;
using FsCheck.Fluent;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Routing;

public sealed class RoutingTablePropertyTests
{
    [Fact]
    public void Range_index_equals_a_search_through_all_ranges() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 99).Two()).ToArbitrary(), Gen.Choose(0, 99).ToArbitrary(),
        (pairs, probe) =>
        {
            ConnectorRoute[] connectors = [.. pairs.Select((p, i) => Tables.Connector(
                $"c{i:000}", $"{Math.Min(p.Item1, p.Item2):00}", $"{Math.Max(p.Item1, p.Item2):00}", priority: p.Item1 % 3))];
            var number = Number.FromValue(probe, 2);
            var found = new Collector([]);
            RangeIndex.Of(connectors).Visit(number, ref found);
            var expected = connectors.SelectMany(c => c.Ranges).Where(r => r.Numbers.Contains(number))
                .OrderBy(r => r.Connector.Priority).ThenBy(r => r.Numbers.Count).ThenBy(r => r.Connector.Name, StringComparer.Ordinal);
            return found.Hits.OrderBy(h => h.Rank).Select(h => h.Range).SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Table_after_any_changes_equals_one_built_at_once() => Prop.ForAll(
        Gen.ListOf(Gen.Choose(0, 5).Two().SelectMany(_ => Gen.Choose(0, 9), (p, n) => (Kind: p.Item1, Value: p.Item2, Name: n))).ToArbitrary(),
        steps =>
        {
            var locals = new Dictionary<Number, LocalRoute>();
            var decisions = new Dictionary<Number, DecisionRoute>();
            var connectors = new Dictionary<ConnectorId, ConnectorRoute>();
            var table = Tables.TableOf();
            foreach (var (kind, value, name) in steps)
            {
                var delta = new SiteDelta();
                var number = Number.FromValue(10 + name, 2);
                switch (kind)
                {
                    case 0 or 1:
                        Set(locals, delta.Numbers, number, Tables.Local(number.ToString()));
                        break;
                    case 2:
                        delta.Numbers[number] = null;
                        locals.Remove(number);
                        break;
                    case 3:
                        var connector = Tables.Connector($"c{name}", $"1{Math.Min(value, name)}", $"1{Math.Max(value, name)}", priority: value);
                        if (connectors.Values.FirstOrDefault(c => c.Name == connector.Name) is { } former)
                        {
                            connectors.Remove(former.Id);
                            delta.Connectors[former.Id] = null;
                        }
                        Set(connectors, delta.Connectors, connector.Id, connector);
                        break;
                    case 4 when connectors.Count > 0:
                        var gone = connectors.Keys.First();
                        connectors.Remove(gone);
                        delta.Connectors[gone] = null;
                        break;
                    case 5 when connectors.Count > 0:
                        var decision = new DecisionRoute(number, (Precedence)(value % 2), connectors.Keys.Last());
                        decisions[number] = decision;
                        delta.Decisions[number] = decision;
                        break;
                }
                table = table.With(table.Version + 1, new Dictionary<SiteId, SiteDelta> { [Tables.Site] = delta });
            }
            return Same(table, Tables.TableOf(locals.Values, connectors.Values, decisions.Values));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Lookups_by_bytes_find_domains_and_usernames()
    {
        var table = Tables.TableOf(null, [Tables.Connector("B", "1", "2")]);
        Assert.NotNull(table.FindSiteByDomain("A.eXample"u8));
        Assert.Null(table.FindSiteByDomain("b.example"u8));
        Assert.NotNull(table.FindSite(Tables.Site)!.FindConnectorByUsername("user-B"u8));
        Assert.Null(table.FindSite(Tables.Site)!.FindConnectorByUsername("user-b"u8));
        Assert.Equal("a.example", table.DefaultSite!.Realm);
    }

    [Fact]
    public void Site_that_is_removed_takes_its_connectors_with_it()
    {
        var table = Tables.TableOf(null, [Tables.Connector("B", "1", "2")]);
        var next = table.With(2, new Dictionary<SiteId, SiteDelta> { [Tables.Site] = new() { Removed = true } });
        Assert.Empty(next.Connectors);
        Assert.Empty(next.Sites);
        Assert.Single(table.Connectors);
    }

    private static bool Same(RoutingTable left, RoutingTable right)
    {
        if (!left.Connectors.ToHashSet().SetEquals(right.Connectors)) return false;
        for (var i = 0; i < 100; i++)
        {
            var number = Number.FromValue(i, 2);
            var (a, b) = (RoutingRule.Decide(left.FindSite(Tables.Site)!, number, null, DateTimeOffset.UnixEpoch), RoutingRule.Decide(right.FindSite(Tables.Site)!, number, null, DateTimeOffset.UnixEpoch));
            if (a.Outcome != b.Outcome || a.Local?.Number != b.Local?.Number || a.Count != b.Count) return false;
            for (var c = 0; c < a.Count; c++)
                if (a.Candidate(c) != b.Candidate(c)) return false;
        }
        return true;
    }

    private static void Set<TKey, T>(Dictionary<TKey, T> model, Dictionary<TKey, T?> delta, TKey key, T value) where TKey : notnull where T : class
    {
        model[key] = value;
        delta[key] = value;
    }

    private readonly record struct Collector(List<RankedRange> Hits) : IRangeVisitor<RankedRange>
    {
        public void Visit(RankedRange range) => Hits.Add(range);
    }
}
