using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.CallRecords;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Tests.CallRecords;

/// <summary>Calls of whose end nobody tells: they are given up when their time is over, and not before.</summary>
public sealed class UnseenEndTests(RunningNode node) : IClassFixture<RunningNode>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Active_call_is_forgotten_when_its_session_is_over_and_a_refresh_keeps_it()
    {
        var time = new FakeTimeProvider();
        using var layer = new TransactionLayer(new StrayCalls(), new TransactionTimers(), time, static fault => Assert.Fail(fault.ToString()));
        var shard = layer.ShardOf("a"u8);
        ShardCalls calls;
        var lifetime = SessionLifetime.Of(90);
        lock (shard.Lock)
        {
            calls = new ShardCalls(shard, time);
            for (var call = 1UL; call <= 3; call++) calls.Open(call, new CallFacts(CallNumbers.New(shard, time.GetUtcNow(), 1), "a"u8, "sip:1@x"u8, "sip:2@x"u8));
            calls.Answered(1, null, time.GetUtcNow(), lifetime);
            calls.Answered(2, null, time.GetUtcNow(), lifetime);
        }
        time.Advance(lifetime - Second);
        Assert.Equal(3, calls.Count);
        lock (shard.Lock) calls.Extend(2, lifetime);
        // It looks every ten seconds.
        time.Advance(11 * Second);
        Assert.Equal((2, false, true), (calls.Count, calls.TryFind(1, out _), calls.TryFind(2, out _)));
        time.Advance(lifetime);
        Assert.Equal((1, true), (calls.Count, calls.TryFind(3, out _)));
        // What rings goes as its channel does.
        time.Advance(ChannelLedger.RingTime);
        Assert.Equal(0, calls.Count);
    }

    [Fact]
    public async Task Record_of_a_call_that_nobody_ends_is_closed_at_the_end_of_its_session()
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync("161");
        var far = await sides.FarAsync("61");
        await sides.CallAsync(phone, "161", far, "611", answer: "Session-Expires: 1800;refresher=uac\nRequire: timer\n", more: "Supported: timer\n");
        var open = await CallRecordTests.RecordAsync(node, "611", static record => record.AnsweredAt is not null);
        var lifetime = SessionLifetime.Of(1800);
        var time = new FakeTimeProvider(open.AnsweredAt!.Value + lifetime);
        var events = new Told();
        using var janitor = new CallRecordJanitor(
            node.Services.GetRequiredService<IClusterNodes>(), node.Services.GetRequiredService<CallRecordStore>(), events, events, Microsoft.Extensions.Options.Options.Create(new CallOptions()), time,
            NullLogger<CallRecordJanitor>.Instance);
        await janitor.Sweep(TestContext.Current.CancellationToken);
        Assert.Null((await CallRecordTests.RecordAsync(node, "611")).EndedAt);

        // Its end, or a refresh, may be on its way for a minute.
        time.Advance(TimeSpan.FromMinutes(1) + Second);
        await janitor.Sweep(TestContext.Current.CancellationToken);
        var closed = await CallRecordTests.RecordAsync(node, "611");
        Assert.Equal((CallEnd.NotSeen, CallOutcome.Answered), (closed.EndedBy, closed.Outcome));
        Assert.Equal(lifetime, closed.EndedAt - closed.AnsweredAt);
        Assert.Equal((closed.Key, CallEnd.NotSeen), Assert.Single(events.Ends));
    }

    private sealed class Told : IEventPublisher, ICallEventDemand
    {
        public List<(CallKey, CallEnd?)> Ends { get; } = [];

        public bool IsThere => true;

        public IDisposable Listen() => throw new NotSupportedException();

        public void Publish(ClusterEvent happened)
        {
            var ended = Assert.IsType<CallEnded>(happened);
            Ends.Add((ended.Call, ended.EndedBy));
        }
    }
}
