using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Ranges;

/// <summary>The conflicts of a range, and their counts in the database, follow whatever changes on either side.</summary>
public sealed class ConflictCountTests
{
    [Fact]
    public async Task Counts_follow_every_kind_of_change()
    {
        await using var node = await TestNode.Start();
        await CountsFollowEveryChange(node, "A");
    }

    [Fact]
    public async Task Range_whose_count_was_never_taken_is_counted_by_a_node_that_starts()
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-").FullName;
        Connector connector;
        await using (var first = await TestNode.Start(directory))
        {
            var site = await first.NewSite();
            connector = await first.NewConnector(site, "B", "150", "200");
            await first.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "")]);
        }
        // As a node leaves it that dies between a change and the count.
        await using (var db = Open(directory))
        {
            await db.RangeConflicts.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.ExtensionRanges.ExecuteUpdateAsync(set => set.SetProperty(r => r.CountedVersion, 0L), TestContext.Current.CancellationToken);
        }
        await using (var second = await TestNode.Start(directory))
            await Until.Holds(async () => await Counts(second, connector.Id) == "Extension 1");
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Each_count_is_told()
    {
        var told = new Events();
        await using var node = await TestNode.Start(configure: builder => builder.Services.AddSingleton<IEventPublisher>(told));
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "")]);
        await Until.Holds(() => told.All.OfType<ConflictsChanged>().Any(e => e.Site == site && e.Connector == connector.Id && e.Range == connector.Ranges[0].Id
            && e.Counts.SequenceEqual([new ConflictCount(connector.Ranges[0].Id, ConflictKind.Extension, 1)])));
    }

    [Fact]
    public async Task Ranges_of_a_connector_that_are_counted_at_once_are_summed_alike()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server.Settings("node-1"));
        var connector = await node.NewConnector(await node.NewSite(), "B", "150", "200", spec => spec with { Ranges = [.. spec.Ranges, new ExtensionRangeSpec("300", "400")] });
        var contexts = node.Service<IDbContextFactory<ConnectorDb>>();
        await using var first = await contexts.CreateDbContextAsync(cancellation);
        await Until.Holds(async () => !await first.ExtensionRanges.AnyAsync(r => r.FactsVersion >= r.CountedVersion, cancellation));
        await using var second = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await first.Database.BeginTransactionAsync(cancellation);
        await Count(first, connector.Ranges[0].Id, 5);

        var other = Task.Run(async () =>
        {
            await using var ofOther = await second.Database.BeginTransactionAsync(cancellation);
            await Count(second, connector.Ranges[1].Id, 7);
            await ofOther.CommitAsync(cancellation);
        }, cancellation);
        await using var watcher = await contexts.CreateDbContextAsync(cancellation);
        await Until.Holds(async () => await watcher.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM pg_stat_activity WHERE wait_event_type = 'Lock'").SingleAsync(cancellation) == 1);
        await transaction.CommitAsync(cancellation);
        await other;

        Assert.Equal(12, await watcher.Connectors.Select(c => c.ConflictCount).SingleAsync(cancellation));

        static async Task Count(ConnectorDb db, RangeId range, int count)
        {
            var facts = (await RangeFactsReader.Read(db, range.Value, TimeProvider.System.GetUtcNow()))!;
            Assert.True(await ConflictCounter.Write(db, facts, [new ConflictCount(range, ConflictKind.Extension, count)], TimeProvider.System.GetUtcNow()));
        }
    }

    internal static async Task CountsFollowEveryChange(TestNode node, string name)
    {
        var site = await node.NewSite(name, $"{name}.example");
        var connector = await node.NewConnector(site, "B", "1100", "1199");
        var grain = node.Range(connector.Ranges[0].Id);

        // 1. Local numbers: come, change their kind and name, go.
        await Put("1150", LocalNumberKind.Extension, "Rani Oliver");
        await Is("Extension 1", "Extension 1150: Rani Oliver");
        await Put("1150", LocalNumberKind.Extension, "Kari Nordmann");
        await Is("Extension 1", "Extension 1150: Kari Nordmann");
        await Put("1150", LocalNumberKind.SpeedDial, "Taxi");
        await Is("SpeedDial 1", "Speed dial 1150: Taxi");
        await Put("1150", LocalNumberKind.CallFlow, "Reception");
        await Is("CallFlow 1", "Call flow 1150: Reception");
        await Put("1150", LocalNumberKind.ParkingLot, "Lot");
        await Is("ParkingLot 1", "Parking lot 1150: Lot");
        await node.Site(site).DeleteNumbers(["1150"]);
        await Is("");

        // 2. A shorter number, and the end of it.
        await Put("115", LocalNumberKind.Extension, "");
        await Is("PrefixShadow 1", "Extension 115 is how 1150–1159 begin");
        await node.Site(site).DeleteNumbers(["115"]);
        await Is("");

        // 3. Another connector: comes, is renamed, has another priority, is disabled and enabled, moves away, goes.
        var other = await node.NewConnector(site, "C", "1190", "1250");
        await Is("ConnectorOverlap 1", "Connector \"C\" has 1190–1199 as well");
        await Other(spec => spec with { Name = "D" });
        await Is("ConnectorOverlap 1", "Connector \"D\" has 1190–1199 as well");
        await Other(spec => spec with { Name = "D", Priority = 1 });
        Assert.StartsWith("\"D\" is tried first", await Why());
        await node.Connector(other.Id).SetEnabled(false);
        Assert.Equal("\"B\" gets them, since \"D\" is disabled.", await Why());
        await node.Connector(other.Id).SetEnabled(true);
        await node.Connector(connector.Id).SetEnabled(false);
        Assert.Equal("\"D\" gets them, since \"B\" is disabled.", await Why());
        await node.Connector(connector.Id).SetEnabled(true);
        await Other(spec => spec with { Name = "D", Ranges = [new ExtensionRangeSpec("2000", "2001")] });
        await Is("");
        await Other(spec => spec with { Name = "D" });
        await Is("ConnectorOverlap 1", "Connector \"D\" has 1190–1199 as well");
        await node.Connector(other.Id).Delete();
        await Is("");

        // 4. What the site declares its own.
        await node.Site(site).Update(new SiteSpec(name, [$"{name}.example"], LocalRanges: [new LocalRangeSpec("1000", "1109")]), null);
        await Is("LocalRange 1", "The site declares 1000–1109 its own, 1100–1109 with it");
        await node.Site(site).Update(new SiteSpec(name, [$"{name}.example"]), null);
        await Is("");

        // 5. The range itself.
        await Put("1150", LocalNumberKind.Extension, "");
        var moved = await node.Connector(connector.Id).Update(Specs.Ip("B", "1160", "1199"), null);
        grain = node.Range(moved.Value!.Ranges[0].Id);
        await Is("");
        moved = await node.Connector(connector.Id).Update(Specs.Ip("B", "1150", "1150") with { Ranges = [new ExtensionRangeSpec("1150", "1150", PrependDigits: "*7"), new ExtensionRangeSpec("110", "110")] }, null);
        grain = node.Range(moved.Value!.Ranges[0].Id);
        await Is("Extension 1, Reserved 2", "Extension 1150");

        async Task Is(string counts, string? text = null)
        {
            Assert.Equal(text, (await grain.GetConflicts(1, null)).Conflicts.FirstOrDefault()?.Text);
            await Until.Holds(async () => await Counts(node, connector.Id) == counts);
        }

        async Task<string> Why() => (await grain.GetConflicts(1, null)).Conflicts[0].Why;

        Task Put(string number, LocalNumberKind kind, string owner) => node.Site(site).PutNumbers([new LocalNumberSpec(
            number, kind, owner, Target: kind is LocalNumberKind.CallFlow or LocalNumberKind.ParkingLot ? "sip:flow@192.0.2.9" : null, SpeedDialTo: kind == LocalNumberKind.SpeedDial ? "100" : null)]);

        Task Other(Func<ConnectorSpec, ConnectorSpec> change) => node.Connector(other.Id).Update(change(Specs.Ip("C", "1190", "1250")), null);
    }

    private static async Task<string> Counts(TestNode node, ConnectorId connector)
    {
        var counts = await node.Service<IConflictCounts>().Of([connector], TestContext.Current.CancellationToken);
        return string.Join(", ", counts.GetValueOrDefault(connector, []).GroupBy(c => c.Kind).OrderBy(k => k.Key).Select(k => $"{k.Key} {k.Sum(c => c.Count)}"));
    }

    private static ConnectorDb Open(string directory) =>
        new(new DbContextOptionsBuilder<ConnectorDb>().UseSqlite($"Data Source={Path.Combine(directory, "test.db")};Pooling=False").Options);

    private sealed class Events : IEventPublisher
    {
        public System.Collections.Concurrent.ConcurrentQueue<ClusterEvent> All { get; } = new();

        public void Publish(ClusterEvent happened) => All.Enqueue(happened);
    }
}
