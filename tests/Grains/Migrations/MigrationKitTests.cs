using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Ranges;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Migrations;

/// <summary>Plans, previews, waves, times and undo, on a database file; the whole once more on PostgreSQL.</summary>
public sealed class MigrationKitTests
{
    private readonly MovedTime _clock = new();

    [Fact]
    public async Task Migration_is_planned_applied_in_waves_and_undone() => await Live(await Start());

    [Fact]
    public async Task Ten_thousand_numbers_are_decided_and_undone_at_once() => await DecideMany(await Start());

    [Fact]
    public async Task PostgreSql_does_the_same()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await Start(server.Settings("node-1"));
        await Live(node, dispose: false);
        await DecideMany(node, dispose: false);
        await ConflictCountTests.CountsFollowEveryChange(node, "count");
    }

    [Fact]
    public async Task Timed_migration_begins_and_ends_by_itself()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        var now = _clock.GetUtcNow();
        var id = await Plan(node, site, Spec(connector, Remote("150")) with { From = now.AddHours(1), Until = now.AddHours(2) });

        var applied = await Kit(node, site).Apply(id, new MigrationApplication());

        Assert.Equal(MigrationState.Scheduled, applied.Value!.Migration.StateAt(_clock.GetUtcNow()));
        Assert.Equal(RouteOutcome.Local, Route(node, site, "150"));
        var conflict = (await node.Range(connector.Ranges[0].Id).GetConflicts(1, null)).Conflicts[0];
        Assert.True(conflict is { Winner: Precedence.Local, NextWinner: Precedence.Remote, Decided: false });
        Assert.Contains($"From {UtcText.Of(conflict.ChangesAt!.Value)} it goes to \"B\"", conflict.Why);
        _clock.Move(TimeSpan.FromMinutes(61));
        Assert.Equal(RouteOutcome.Remote, Route(node, site, "150"));
        Assert.Equal(MigrationState.InForce, applied.Value.Migration.StateAt(_clock.GetUtcNow()));
        // What is kept in memory ends at the time as well.
        Assert.True((await node.Range(connector.Ranges[0].Id).GetConflicts(1, null)).Conflicts[0] is { Winner: Precedence.Remote, Decided: true, NextWinner: Precedence.Local });
        _clock.Move(TimeSpan.FromMinutes(60));
        Assert.Equal(RouteOutcome.Local, Route(node, site, "150"));
        Assert.Equal(MigrationState.Ended, applied.Value.Migration.StateAt(_clock.GetUtcNow()));
        Assert.Null((await node.Range(connector.Ranges[0].Id).GetConflicts(1, null)).Conflicts[0].ChangesAt);
    }

    [Fact]
    public async Task Scheduled_waves_are_cancelled_and_those_in_force_stay()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        var from = _clock.GetUtcNow().AddMinutes(1);
        var id = await Plan(node, site, Spec(connector, Remote("150", "151", "152")) with { From = from, Waves = new MigrationWavesSpec(1, TimeSpan.FromHours(1)) });
        Assert.Equal(FaultCode.Contradiction, (await Kit(node, site).Cancel(id)).Faults.Single().Code);
        await Kit(node, site).Apply(id, new MigrationApplication());
        _clock.Move(TimeSpan.FromMinutes(2));

        var cancelled = await Kit(node, site).Cancel(id);

        Assert.Equal([WaveState.InForce, WaveState.Cancelled, WaveState.Cancelled], cancelled.Value!.Migration.Waves.Select(w => w.StateAt(_clock.GetUtcNow())));
        Assert.Equal(MigrationState.InWaves, cancelled.Value.Migration.StateAt(_clock.GetUtcNow()));
        Assert.Equal(2, cancelled.Value.Migration.NextWave);
        _clock.Move(TimeSpan.FromHours(3));
        Assert.Equal([RouteOutcome.Remote, RouteOutcome.Local, RouteOutcome.Local], new[] { "150", "151", "152" }.Select(n => Route(node, site, n)));
        Assert.True((await Kit(node, site).Cancel(id)).Value!.Already);
    }

    [Fact]
    public async Task Plan_on_a_state_that_changed_is_refused_until_it_is_previewed_anew()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        var id = await Plan(node, site, Spec(connector, Remote("150")));
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Kari Nordmann")]);

        Assert.Equal(FaultCode.StaleVersion, (await Kit(node, site).Apply(id, new MigrationApplication())).Faults.Single().Code);
        Assert.Equal(RouteOutcome.Local, Route(node, site, "150"));

        var seen = (await Kit(node, site).PreviewAgain(id)).Value!;
        Assert.Equal("Extension 150: Kari Nordmann", seen.Numbers.Single().Before.Text);
        await node.Range(connector.Ranges[0].Id).Decide("151", Precedence.Remote);
        Assert.Equal("previewed", (await Kit(node, site).Apply(id, new MigrationApplication(Previewed: seen.Stamp))).Faults.Single().Field);
        seen = (await Kit(node, site).PreviewAgain(id)).Value!;
        Assert.True((await Kit(node, site).Apply(id, new MigrationApplication(Previewed: seen.Stamp))).Succeeded);
        Assert.Equal(RouteOutcome.Remote, Route(node, site, "150"));

        var other = await Plan(node, site, Spec(connector, Remote("152")));
        await node.Site(site).PutNumbers([new LocalNumberSpec("160", LocalNumberKind.Extension, "")]);
        Assert.True((await Kit(node, site).Apply(other, new MigrationApplication(AcceptChanges: true))).Succeeded);
    }

    [Fact]
    public async Task Every_line_with_a_fault_is_told()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        var spec = Spec(connector) with { Csv = "number;precedence\n150;remote\n\n15x;remote\n999;local\n160;local\n151;perhaps\n150;LOCAL\n\"152\";\"Default\"\n" };

        var preview = (await Kit(node, site).Preview(spec)).Value!;

        Assert.Equal(
            [(4, FaultCode.Malformed), (5, FaultCode.OutOfRange), (6, FaultCode.Contradiction), (7, FaultCode.Malformed), (8, FaultCode.Contradiction)],
            preview.Faults.Select(f => (f.Line!.Value, f.Fault.Code)));
        Assert.Equal(["150", "152"], preview.Numbers.Select(n => n.Number.ToString()));
        var refused = await Kit(node, site).Create(MigrationId.New(), spec with { Name = "", Until = _clock.GetUtcNow().AddDays(-1) });
        Assert.Equal(7, refused.Faults.Length);
        Assert.Equal(0, (await node.Service<IMigrationQueries>().Migrations(site, null, 10, null, TestContext.Current.CancellationToken)).TotalCount);
    }

    [Fact]
    public async Task Entries_take_numbers_ranges_and_filters_and_no_more_than_the_limit()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        await node.Site(site).PutNumbers([new LocalNumberSpec("170", LocalNumberKind.SpeedDial, "Taxi", SpeedDialTo: "150"), new LocalNumberSpec("180", LocalNumberKind.Extension, "Rani Oliver")]);
        await node.NewConnector(site, "C", "195", "220");

        Assert.Equal(["150", "151"], await Numbers(new MigrationEntry(Precedence.Remote, Range: new LocalRangeSpec("150", "151"))));
        Assert.Equal(3, (await Numbers(new MigrationEntry(Precedence.Remote, Range: new LocalRangeSpec("181", "183"), IncludeFree: true))).Count());
        Assert.Equal(["180"], await Numbers(new MigrationEntry(Precedence.Remote, Filter: new ConflictFilter(Text: "rani"))));
        Assert.Equal(["170"], await Numbers(new MigrationEntry(Precedence.Remote, Filter: new ConflictFilter([ConflictKind.SpeedDial]))));
        Assert.Equal(["195", "196", "197", "198", "199", "200"], await Numbers(new MigrationEntry(Precedence.Remote, Filter: new ConflictFilter([ConflictKind.ConnectorOverlap]))));
        Assert.Equal(12, (await Numbers(new MigrationEntry(Precedence.Remote, Filter: new ConflictFilter()))).Count());
        // A number that is named counts more than a range that takes it.
        var both = (await Kit(node, site).Preview(Spec(connector, new MigrationEntry(Precedence.Remote, Range: new LocalRangeSpec("150", "151")), new MigrationEntry(null, ["151"])))).Value!;
        Assert.Equal([Precedence.Remote, null], both.Numbers.Select(n => n.Precedence));

        var large = await node.NewConnector(site, "D", "10000", "99999");
        var tooLarge = await Kit(node, site).Create(MigrationId.New(), Spec(large, new MigrationEntry(Precedence.Remote, Range: new LocalRangeSpec("10000", "20000"), IncludeFree: true)));
        Assert.Equal((FaultCode.OutOfRange, "entries"), (tooLarge.Faults.Single().Code, tooLarge.Faults.Single().Field));
        Assert.Equal("entries[0]", (await Kit(node, site).Create(MigrationId.New(), Spec(connector, new MigrationEntry(null)))).Faults.Single().Field);
        Assert.Equal("connector", (await Kit(node, site).Create(MigrationId.New(), Spec(connector) with { Connector = ConnectorId.New() })).Faults.Single().Field);

        async Task<IEnumerable<string>> Numbers(MigrationEntry entry)
        {
            var preview = (await Kit(node, site).Preview(Spec(connector, entry))).Value!;
            Assert.Empty(preview.Faults);
            return preview.Numbers.Select(n => n.Number.ToString());
        }
    }

    [Fact]
    public async Task Preview_warns_of_trunks_that_are_down_and_of_decisions_that_would_not_count()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        await node.Connector(connector.Id).SetEnabled(false);
        var id = await Plan(node, site, Spec(connector, Remote("150")) with { From = _clock.GetUtcNow().AddDays(1) });
        var applied = await Kit(node, site).Apply(id, new MigrationApplication());
        Assert.Equal(WarningCode.TrunkDown, applied.Warnings.Single().Code);

        var cover = (await Kit(node, site).Preview(Spec(connector, Remote("150")))).Value!;
        Assert.Contains(cover.Warnings, w => w.Code == WarningCode.CoversTimedDecision);
        var decided = await node.Range(connector.Ranges[0].Id).Decide("150", Precedence.Local);
        Assert.Equal(WarningCode.CoversTimedDecision, decided.Warnings.Single().Code);
        Assert.Equal(WarningCode.CoveredByLaterDecision, (await Kit(node, site).PreviewAgain(id)).Value!.Warnings.Single().Code);
    }

    [Fact]
    public async Task Undo_is_refused_when_what_was_before_is_no_longer_kept()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        var id = await Plan(node, site, Spec(connector, Remote("150")));
        Assert.Equal(FaultCode.Contradiction, (await Kit(node, site).Undo(id, null)).Faults.Single().Code);
        await Kit(node, site).Apply(id, new MigrationApplication());
        await node.Range(connector.Ranges[0].Id).Decide("150", Precedence.Local);
        _clock.Move(TimeSpan.FromDays(31));

        Assert.Equal(FaultCode.OutOfRange, (await Kit(node, site).Undo(id, null)).Faults.Single().Code);
        await node.Range(connector.Ranges[0].Id).Decide("150", null);
        // Covered for longer than anything can be undone: the next writer trimmed it.
        var history = await node.Service<IMigrationQueries>().History(site, null, Number.Parse("150"), 10, null, TestContext.Current.CancellationToken);
        Assert.Equal([null, Precedence.Local, Precedence.Remote], history.Items.Select(r => r.Precedence));
        Assert.Equal(RouteOutcome.Local, Route(node, site, "150"));
    }

    [Fact]
    public async Task Wave_that_was_scheduled_longer_ago_than_undo_reaches_is_cancelled_before_it_begins()
    {
        await using var node = await Start();
        var (site, connector) = await Rig(node);
        var id = await Plan(node, site, Spec(connector, Remote("150")) with { From = _clock.GetUtcNow().AddDays(40) });
        await Kit(node, site).Apply(id, new MigrationApplication());
        _clock.Move(TimeSpan.FromDays(35));

        Assert.Empty((await Kit(node, site).Cancel(id)).Faults);
        _clock.Move(TimeSpan.FromDays(6));
        Assert.Equal(RouteOutcome.Local, Route(node, site, "150"));
    }

    private async Task Live(TestNode node, bool dispose = true)
    {
        var (site, connector) = await Rig(node);
        var range = node.Range(connector.Ranges[0].Id);
        await range.Decide("150", Precedence.Local);
        var spec = Spec(connector, new MigrationEntry(Precedence.Remote, Range: new LocalRangeSpec("150", "159"))) with { Waves = new MigrationWavesSpec(4) };

        var preview = (await Kit(node, site).Preview(spec)).Value!;
        Assert.Equal("Reroutes 10 of 10 numbers: 10 from local numbers to connector \"B\".", preview.Summary);
        Assert.Equal([1, 1, 1, 1, 2, 2, 2, 2, 3, 3], preview.Numbers.Select(n => n.Wave));

        var id = await Plan(node, site, spec);
        var first = await Kit(node, site).Apply(id, new MigrationApplication(Wave: 1));
        Assert.Equal((2, 4, false), (first.Value!.Migration.NextWave, first.Value.Migration.Waves[0].Rerouted, first.Value.Already));
        Assert.True((await Kit(node, site).Apply(id, new MigrationApplication(Wave: 1))).Value!.Already);
        Assert.Equal((RouteOutcome.Remote, RouteOutcome.Local), (Route(node, site, "150"), Route(node, site, "154")));
        Assert.Equal("Reroutes 6 of 6 numbers: 6 from local numbers to connector \"B\".", (await Kit(node, site).PreviewAgain(id)).Value!.Summary);

        await Kit(node, site).Apply(id, new MigrationApplication());
        Assert.Equal(RouteOutcome.Remote, Route(node, site, "159"));
        Assert.Equal(MigrationState.InForce, (await Find(node, id)).StateAt(_clock.GetUtcNow()));
        Assert.True((await Kit(node, site).Apply(id, new MigrationApplication())).Value!.Already);

        await Kit(node, site).Undo(id, 2);
        Assert.Equal([RouteOutcome.Remote, RouteOutcome.Local, RouteOutcome.Remote], new[] { "150", "155", "159" }.Select(n => Route(node, site, n)));
        await Kit(node, site).Undo(id, null);
        Assert.True((await Kit(node, site).Undo(id, null)).Value!.Already);
        Assert.Equal(MigrationState.Undone, (await Find(node, id)).StateAt(_clock.GetUtcNow()));
        // What was before is there again: a decision on one, none on the others.
        var conflicts = (await range.GetConflicts(20, null)).Conflicts;
        Assert.All(conflicts, c => Assert.Equal((Precedence.Local, c.Numbers.Min == Number.Parse("150")), (c.Winner, c.Decided)));

        var cancellation = TestContext.Current.CancellationToken;
        var history = await node.Service<IMigrationQueries>().History(site, connector.Id, Number.Parse("150"), 1, null, cancellation);
        Assert.True(history is { HasMore: true, TotalCount: 2 } && history.Items[0] is { Wave: 1, Numbers: 4, Precedence: Precedence.Remote, UndoneAt: not null, DecidedBy: "node" });
        var before = await node.Service<IMigrationQueries>().History(site, connector.Id, Number.Parse("150"), 1, history.Items[0].Layer, cancellation);
        Assert.True(before is { HasMore: false } && before.Items[0] is { Migration: null, Precedence: Precedence.Local });
        Assert.Equal(4, (await node.Service<IMigrationQueries>().History(site, null, null, 10, null, cancellation)).TotalCount);
        var numbers = await node.Service<IMigrationQueries>().Numbers(id, 2, 3, null, cancellation);
        Assert.Equal(["154", "155", "156"], numbers.Items.Select(n => n.Number.ToString()));
        Assert.Equal(["157"], (await node.Service<IMigrationQueries>().Numbers(id, 2, 3, numbers.Items[^1].Position, cancellation)).Items.Select(n => n.Number.ToString()));
        Assert.Equal(id, (await node.Service<IMigrationQueries>().Migrations(site, connector.Id, 10, null, cancellation)).Items.Single().Id);
        if (dispose) await node.DisposeAsync();
    }

    private static async Task DecideMany(TestNode node, bool dispose = true)
    {
        var site = await node.NewSite("Many", "many.example");
        var connector = await node.NewConnector(site, "B", "10000", "29999");
        var spec = Spec(connector, new MigrationEntry(Precedence.Remote, Range: new LocalRangeSpec("10000", "19999"), IncludeFree: true));
        var id = await Plan(node, site, spec);

        await Kit(node, site).Apply(id, new MigrationApplication());
        Assert.Equal(10_000, node.Feed.Current.FindSite(site)!.Decisions.Count);
        await Kit(node, site).Undo(id, null);
        Assert.Empty(node.Feed.Current.FindSite(site)!.Decisions);
        if (dispose) await node.DisposeAsync();
    }

    private Task<TestNode> Start(Dictionary<string, string?>? settings = null) =>
        TestNode.Start(settings: settings, configure: builder => builder.Services.AddSingleton<TimeProvider>(_clock));

    /// <summary>A site with local numbers 150–159, and a connector with 150–200.</summary>
    private static async Task<(SiteId Site, Connector Connector)> Rig(TestNode node)
    {
        var site = await node.NewSite("A", "a.example");
        await node.Site(site).PutNumbers([.. Enumerable.Range(150, 10).Select(n => new LocalNumberSpec($"{n}", LocalNumberKind.Extension, ""))]);
        return (site, await node.NewConnector(site, "B", "150", "200"));
    }

    private static MigrationSpec Spec(Connector connector, params ImmutableArray<MigrationEntry> entries) => new("To B", connector.Id, entries);

    private static MigrationEntry Remote(params ImmutableArray<string> numbers) => new(Precedence.Remote, numbers);

    private static IMigrationsGrain Kit(TestNode node, SiteId site) => node.Grains.GetGrain<IMigrationsGrain>(site.Value);

    private static async Task<MigrationId> Plan(TestNode node, SiteId site, MigrationSpec spec)
    {
        var outcome = await Kit(node, site).Create(MigrationId.New(), spec);
        Assert.Empty(outcome.Faults);
        return outcome.Value!.Id;
    }

    private static async Task<Migration> Find(TestNode node, MigrationId id) =>
        (await node.Service<IMigrationQueries>().Find(id, TestContext.Current.CancellationToken))!;

    /// <summary>Where the node sends a call now, by its table and its clock.</summary>
    private RouteOutcome Route(TestNode node, SiteId site, string number) =>
        RoutingRule.Decide(node.Feed.Current.FindSite(site)!, Number.Parse(number), null, _clock.GetUtcNow()).Outcome;
}
