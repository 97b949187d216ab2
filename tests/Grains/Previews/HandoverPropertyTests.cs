using FsCheck;
using FsCheck.Fluent;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Previews;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Tests.Routing;

namespace SystemConnector.Grains.Tests.Previews;

/// <summary>Handovers are found without going through numbers; here they are held against a search through all of them.</summary>
public sealed class HandoverPropertyTests
{
    private static readonly DateTimeOffset _later = Tables.Now.AddDays(7);

    private static readonly Gen<Step> _step =
        from kind in Gen.Choose(0, 5)
        from a in Gen.Choose(0, 99)
        from b in Gen.Choose(0, 99)
        from flags in Gen.Choose(0, 15)
        select new Step(kind, a, b, flags);

    private static readonly Arbitrary<List<Step>> _steps = Gen.ListOf(_step).ToArbitrary();

    [Fact]
    public void Handovers_of_any_draft_are_those_of_the_routing_rule_for_every_number() => Prop.ForAll(_steps, _steps, static (site, draft) =>
    {
        var before = SiteRoutes.Apply(null, Delta(null, site));
        var delta = Delta(before, draft);
        var after = SiteRoutes.Apply(before, delta);
        foreach (var at in new[] { Tables.Now, _later })
        {
            var (handovers, concerned) = Handovers.Between(before, after, delta, at);
            var found = handovers.SelectMany(h => Numbers(h.Numbers).Select(n => (Number: n, h.Before, h.After))).ToDictionary(h => h.Number);
            Assert.Equal(handovers.Sum(h => h.Count), found.Count);
            Assert.True(concerned >= found.Count);
            Assert.Equal(handovers.Select(h => h.Numbers.Min).Order(), handovers.Select(h => h.Numbers.Min));
            foreach (var number in All())
            {
                var (was, becomes) = (Truth(before, number, at), Truth(after, number, at));
                Assert.Equal(was != becomes, found.ContainsKey(number));
                if (was == becomes) continue;
                Assert.Equal(was, Of(found[number].Before));
                Assert.Equal(becomes, Of(found[number].After));
            }
        }
    }).QuickCheckThrowOnFailure();

    /// <summary>Who wins, as far as it is a matter of hands.</summary>
    private readonly record struct Hands(WinnerKind Kind, Number? Local, LocalNumberKind? LocalKind, ConnectorId? Connector, Number? Reached);

    private readonly record struct Step(int Kind, int A, int B, int Flags);

    private static Hands Of(in Winner winner) => new(winner.Kind, winner.Local?.Number, winner.Local?.Kind, winner.Range?.Connector.Id, winner is { Kind: WinnerKind.Connector, SpeedDial: not null } ? winner.Reached : null);

    /// <summary>The routing rule on the same site with every trunk up.</summary>
    private static Hands Truth(SiteRoutes site, Number number, DateTimeOffset at)
    {
        var decision = RoutingRule.Decide(AllUp(site), number, null, at);
        return decision.Outcome switch
        {
            RouteOutcome.Local => new Hands(WinnerKind.Local, decision.Local!.Number, decision.Local.Kind, null, null),
            RouteOutcome.Remote => new Hands(WinnerKind.Connector, null, null, decision.Candidate(0).Connector.Id, decision.Number == number ? null : decision.Number),
            _ => new Hands(WinnerKind.Nobody, null, null, null, null),
        };
    }

    private static SiteRoutes AllUp(SiteRoutes site)
    {
        foreach (var connector in site.Connectors) connector.Trunk.Usable = true;
        return site;
    }

    private static IEnumerable<Number> All() =>
        Enumerable.Range(0, 100).Select(static i => Number.FromValue(i, 2)).Concat(Enumerable.Range(0, 10).Select(static i => Number.FromValue(i, 1))).Append(Number.Parse("*1"));

    private static IEnumerable<Number> Numbers(NumberRange range)
    {
        if (range.Min == range.Max) return [range.Min];
        return Enumerable.Range((int)range.Min.Value, (int)range.Count).Select(i => Number.FromValue(i, range.Digits));
    }

    private static SiteDelta Delta(SiteRoutes? before, IEnumerable<Step> steps)
    {
        var delta = new SiteDelta { Whole = before is null, Settings = before is null ? Tables.Settings("a.example") : null };
        var connectors = (before?.Connectors ?? []).ToList();
        foreach (var (kind, a, b, flags) in steps)
        {
            var number = flags == 15 ? Number.Parse("*1") : flags == 14 ? Number.FromValue(a % 10, 1) : Number.FromValue(a, 2);
            switch (kind)
            {
                case 0:
                    delta.Numbers[number] = Tables.Local(number.ToString(), flags % 3 == 0 ? LocalNumberKind.CallFlow : LocalNumberKind.Extension);
                    break;
                case 1:
                    delta.Numbers[number] = Tables.Local(number.ToString(), LocalNumberKind.SpeedDial, $"{b:00}");
                    break;
                case 2:
                    delta.Numbers[number] = null;
                    break;
                case 3:
                    var connector = Tables.Connector(
                        $"c{b}-{flags}", $"{Math.Min(a, b):00}", $"{Math.Max(a, b):00}", priority: flags % 3, enabled: flags % 5 != 0, usable: flags % 2 == 0);
                    connectors.Add(connector);
                    delta.Connectors[connector.Id] = connector;
                    break;
                case 4 when connectors.Count > 0:
                    delta.Connectors[connectors[a % connectors.Count].Id] = null;
                    break;
                case 5 when connectors.Count > 0:
                    delta.Decisions[number] = new DecisionRoute(number, (Precedence)(flags % 2), connectors[b % connectors.Count].Id)
                    {
                        From = flags % 4 == 0 ? Tables.Now.AddDays(1) : DateTimeOffset.MinValue,
                        Until = flags % 4 == 1 ? Tables.Now.AddDays(1) : null,
                        Below = before?.FindDecision(number),
                    };
                    break;
            }
        }
        return delta;
    }
}
