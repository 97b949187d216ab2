using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Calls;

/// <summary>Call records in both databases.</summary>
public sealed class CallRecordStoreTests
{
    private static readonly DateTimeOffset Began = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly SiteId Site = SiteId.New();
    private static readonly ConnectorId West = ConnectorId.New(), East = ConnectorId.New(), North = ConnectorId.New();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Parts_of_a_call_meet_in_one_record_in_any_order_and_however_often(bool isPostgres)
    {
        await using var server = await Server(isPostgres);
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var store = node.Service<CallRecordStore>();
        CallPart[][] orders = [[SetUp(1), HungUp(1), Media(1)], [Media(2), HungUp(2), SetUp(2)], [HungUp(3), SetUp(3), SetUp(3), Media(3), HungUp(3)]];
        for (var i = 0; i < orders.Length; i++)
        {
            foreach (var part in orders[i]) await store.Write([part]);
            // All of it once more and together, as after an answer of the database that was lost.
            await store.Write(orders[i]);
            var record = (await store.Find(Key(i + 1), Cancellation))!;
            Assert.Equal(("node-1", "150", "9150", CallOutcome.Answered, CallEnd.Called, "Q.850;cause=16"), (record.Node, record.Number, record.NumberSent, record.Outcome, record.EndedBy, record.EndReason));
            Assert.Equal((Began.AddSeconds(1), Began.AddSeconds(2), Began.AddSeconds(62)), (record.HeardAt, record.AnsweredAt, record.EndedAt));
            Assert.Equal(new CallMedia(10, 20, 1, 2), record.Media);
            Assert.Equal(Attempt, Assert.Single(record.Attempts));
        }
        // Of two sides that hang up together the first one counts.
        await store.Write([HungUp(1) with { EndedBy = CallEnd.Caller }]);
        Assert.Equal(CallEnd.Called, (await store.Find(Key(1), Cancellation))!.EndedBy);
        // The end of a call whose setup was lost with its node is on record.
        await store.Write([HungUp(9)]);
        var orphan = (await store.Find(Key(9), Cancellation))!;
        Assert.Equal((null, null, "100", West, Began.AddSeconds(62)), (orphan.Node, orphan.Outcome, orphan.From, orphan.ConnectorIn, orphan.EndedAt));
        Assert.Null(await store.Find(Key(77), Cancellation));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_follow_each_filter_along_an_index(bool isPostgres)
    {
        await using var server = await Server(isPostgres);
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var store = node.Service<CallRecordStore>();
        var statements = new List<string>();
        await store.Write([.. Enumerable.Range(0, 4000).Select(i => (CallPart)(SetUp(i) with
        {
            Number = i % 1000 == 7 ? "777" : "150",
            Outcome = i % 500 == 3 ? CallOutcome.Failed : CallOutcome.Answered,
            Cause = i % 500 == 3 ? CallCause.TrunkDown : null,
            Parties = Parties(i) with { ConnectorIn = i % 40 == 0 ? North : West, From = i == 2000 ? "777" : "100", Site = i % 2 == 0 ? Site : null },
        }))]);

        Assert.Equal([3007, 2007, 2000, 1007, 7], await Walk(store, new CallRecordFilter(Number: "777")));
        Assert.Equal([3503, 3003, 2503, 2003, 1503, 1003, 503, 3], await Walk(store, new CallRecordFilter(Cause: CallCause.TrunkDown, Outcome: CallOutcome.Failed)));
        Assert.Equal(100, (await Walk(store, new CallRecordFilter([Site], North))).Count);
        Assert.Equal([1001, 1000], await Walk(store, new CallRecordFilter(From: Began.AddSeconds(1000), To: Began.AddSeconds(1002))));
        Assert.Equal(2000, (await Walk(store, new CallRecordFilter([Site, SiteId.New()]))).Count);
        Assert.Equal([1000], await Walk(store, new CallRecordFilter([Site], From: Began.AddSeconds(1000), To: Began.AddSeconds(1002))));

        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(Cancellation);
        if (isPostgres) await db.Database.ExecuteSqlRawAsync("ANALYZE call_record", Cancellation);
        foreach (var (filter, index) in new[]
        {
            (new CallRecordFilter(), "pk_call_record|sqlite_autoindex_call_record_1"), (new CallRecordFilter([Site]), "ix_call_record_site_id_id|pk_call_record"),
            (new CallRecordFilter([SiteId.New(), SiteId.New()]), "ix_call_record_site_id_id"),
            (new CallRecordFilter(Connector: North), "ix_call_record_connector_in_id|ix_call_record_connector_out_id"),
            (new CallRecordFilter(Number: "777"), "ix_call_record_number_id|ix_call_record_caller_id"), (new CallRecordFilter(Cause: CallCause.TrunkDown), "ix_call_record_cause_id"),
        })
        {
            foreach (var walk in CallRecordStore.Queries(db, filter, 50, Key(3900)))
            {
                var plan = await QueryPlan.Of(db, walk);
                Assert.Contains(index.Split('|'), name => plan.Contains(name, StringComparison.Ordinal));
                Assert.DoesNotContain("SCAN call_record", plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_whose_end_nobody_saw_are_closed_and_old_ones_deleted(bool isPostgres)
    {
        await using var server = await Server(isPostgres);
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var store = node.Service<CallRecordStore>();
        await store.Write([SetUp(1), SetUp(2), new CallRefreshedPart(Parties(2), Began.AddHours(2)), SetUp(3), HungUp(3)]);
        Assert.Equal([Key(1)], (await store.CloseUnseen(Began.AddHours(1))).Select(static c => c.Key));
        var unseen = (await store.Find(Key(1), Cancellation))!;
        Assert.Equal((CallEnd.NotSeen, Began.AddMinutes(30)), (unseen.EndedBy, unseen.EndedAt));
        Assert.Null((await store.Find(Key(2), Cancellation))!.EndedAt);
        Assert.Empty(await store.CloseUnseen(Began.AddHours(1)));
        // A BYE that comes after all counts more.
        await store.Write([HungUp(1)]);
        Assert.Equal(CallEnd.Called, (await store.Find(Key(1), Cancellation))!.EndedBy);

        Assert.Equal(1, await store.DeleteBefore(Began.AddSeconds(2)));
        Assert.Equal(Key(2), await store.FirstBeyond(1));
        Assert.Equal(1, await store.DeleteUpTo(Key(2)));
        Assert.Equal([3], await Walk(store, new CallRecordFilter()));
        Assert.Null(await store.FirstBeyond(1));
    }

    [Fact]
    public async Task Records_beyond_the_most_are_looked_for_at_once_and_then_hourly()
    {
        await using var node = await TestNode.Start();
        var (store, time) = (node.Service<CallRecordStore>(), new FakeTimeProvider(Began.AddHours(1)));
        using var janitor = new CallRecordJanitor(
            node.Service<IClusterNodes>(), store, node.Service<IEventPublisher>(), node.Service<ICallEventDemand>(), Options.Create(new CallOptions { MaxRecords = 2 }), time, NullLogger<CallRecordJanitor>.Instance);
        await store.Write([SetUp(1), SetUp(2), SetUp(3)]);
        await janitor.Sweep(Cancellation);
        Assert.Equal([3, 2], await Walk(store, new CallRecordFilter()));

        await store.Write([SetUp(4)]);
        time.Advance(TimeSpan.FromMinutes(59));
        await janitor.Sweep(Cancellation);
        Assert.Equal([4, 3, 2], await Walk(store, new CallRecordFilter()));
        time.Advance(TimeSpan.FromMinutes(1));
        await janitor.Sweep(Cancellation);
        Assert.Equal([4, 3], await Walk(store, new CallRecordFilter()));
    }

    [Fact]
    public async Task Database_that_is_away_for_a_while_costs_no_record()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server.Settings("node-1"));
        var (writer, store) = (node.Service<CallRecordWriter>(), node.Service<CallRecordStore>());
        writer.Add(SetUp(1));
        await Until.Holds(() => writer.Written == 1);
        await server.Stop();
        for (var i = 0; i < 3000; i++) writer.Add(i % 2 == 0 ? SetUp(i / 2) : HungUp(i / 2));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => store.Find(Key(1), Cancellation));
        await server.Start();
        await Until.Holds(() => writer.Written == 3001);
        Assert.Equal(0, writer.Lost);
        var all = await Walk(store, new CallRecordFilter());
        Assert.Equal(1500, all.Count);
        Assert.NotNull((await store.Find(Key(1499), Cancellation))!.EndedAt);
    }

    [Theory]
    [InlineData(1, 1, 99)]
    [InlineData(100, 100, 0)]
    public async Task Part_that_cannot_be_written_takes_no_other_along(int odd, int lost, int written)
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server.Settings("node-1"));
        using var writer = new CallRecordWriter(node.Service<CallRecordStore>(), Options.Create(new CallOptions()), TimeProvider.System, NullLogger<CallRecordWriter>.Instance);
        // PostgreSQL takes no NUL in a text.
        for (var i = 0; i < 100; i++) writer.Add(odd == 100 || i == 37 ? SetUp(i) with { Parties = Parties(i) with { From = "1\0" } } : SetUp(i));
        await writer.StartAsync(Cancellation);
        await writer.StopAsync(Cancellation);
        Assert.Equal((lost, written), (writer.Lost, writer.Written));
        Assert.Equal(written, (await Walk(node.Service<CallRecordStore>(), new CallRecordFilter())).Count);
    }

    [Fact]
    public async Task What_is_too_much_to_wait_loses_the_oldest_and_is_counted()
    {
        await using var node = await TestNode.Start();
        using var writer = new CallRecordWriter(
            node.Service<CallRecordStore>(), Options.Create(new CallOptions { MaxWaiting = 1000 }), TimeProvider.System, NullLogger<CallRecordWriter>.Instance);
        for (var i = 0; i < 1200; i++) writer.Add(SetUp(i));
        Assert.Equal((1000, 200), (writer.Waiting, writer.Lost));
        await writer.StartAsync(Cancellation);
        await writer.StopAsync(Cancellation);
        Assert.Equal((0, 1000), (writer.Waiting, writer.Written));
        Assert.Equal(200, (await Walk(node.Service<CallRecordStore>(), new CallRecordFilter())).Min());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Calls_are_counted_by_the_minute_in_which_they_began(bool isPostgres)
    {
        await using var server = await Server(isPostgres);
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var store = node.Service<CallRecordStore>();
        await store.Write([.. Enumerable.Range(0, 180).Select(i => (CallPart)(SetUp(i) with
        {
            Outcome = i % 10 == 0 ? CallOutcome.Failed : CallOutcome.Answered,
            Parties = Parties(i) with { Site = i % 2 == 0 ? Site : null },
        }))]);
        // Calls begin at 3:04:05, a second after one another: 55 in what is left of the first minute.
        var minute = new DateTimeOffset(2026, 1, 2, 3, 4, 0, TimeSpan.Zero);
        Assert.Equal(
            [new CallMinute(minute, 55, 49, 6), new CallMinute(minute.AddMinutes(1), 60, 54, 6), new CallMinute(minute.AddMinutes(2), 60, 54, 6), new CallMinute(minute.AddMinutes(3), 5, 5, 0)],
            await store.PerMinute([], minute, minute.AddHours(1), Cancellation));
        Assert.Equal([new CallMinute(minute.AddMinutes(1), 30, 24, 6)], await store.PerMinute([Site], minute.AddMinutes(1), minute.AddMinutes(2), Cancellation));
        Assert.Empty(await store.PerMinute([SiteId.New()], minute, minute.AddHours(1), Cancellation));
    }

    private static readonly CallAttempt Attempt = new(East, "East", "udp:192.0.2.1:5060", "9150", TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(2), 200, null);

    private static async Task<PostgresServer?> Server(bool isPostgres)
    {
        if (!isPostgres) return null;
        var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        return server;
    }

    /// <summary>The numbers of all calls that the pages have, in their order.</summary>
    private static async Task<List<int>> Walk(CallRecordStore store, CallRecordFilter filter)
    {
        var numbers = new List<int>();
        CallKey? after = null;
        while (true)
        {
            var (records, hasMore) = await store.List(filter, 37, after, Cancellation);
            numbers.AddRange(records.Select(static r => (int)(r.StartedAt - Began).TotalSeconds));
            if (!hasMore) return numbers;
            after = records[^1].Key;
        }
    }

    /// <summary>Keys of calls that begin a second after one another.</summary>
    private static CallKey Key(int number)
    {
        var bytes = CallRecordRows.KeyAt(Began.AddSeconds(number)).ToByteArray(bigEndian: true);
        (bytes[6], bytes[8], bytes[15]) = (0x70, 0x80, (byte)number);
        return new CallKey(new Guid(bytes, bigEndian: true));
    }

    private static CallParties Parties(int number) => new(Key(number), Site, $"call-{number}", "100", "150", West, East, Began.AddSeconds(number));

    private static CallSetUpPart SetUp(int number) => new(
        Parties(number), "node-1", "150", "9150", Began.AddSeconds(1), Began.AddSeconds(2), null, Began.AddMinutes(30), CallOutcome.Answered, null, 200, [Attempt]);

    private static CallHungUpPart HungUp(int number) => new(Parties(number), Began.AddSeconds(62), CallEnd.Called, "Q.850;cause=16");

    private static CallMediaPart Media(int number) => new(Parties(number), new CallMedia(10, 20, 1, 2));
}
