using System.Collections.Concurrent;
using System.Diagnostics;
using SystemConnector.Silo.Telemetry;

namespace SystemConnector.Silo.Tests.Telemetry;

public sealed class TraceTests(WatchedNode node) : IClassFixture<WatchedNode>
{
    [Fact]
    public async Task Call_that_is_traced_is_one_span_with_its_route_and_outcome()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = Listen(spans);
        await using var caller = node.Phone("150");
        await using var callee = node.Phone("151");
        Assert.Equal(200, await callee.RegisterAsync(cancellation: TestContext.Current.CancellationToken));
        string answered, failed;
        using (var call = await caller.CallAsync("151", TestContext.Current.CancellationToken)) answered = call.CallId;
        using (var call = await caller.CallAsync("152", TestContext.Current.CancellationToken)) failed = call.CallId;

        var span = Assert.Single(spans, span => (string?)span.GetTagItem("sip.call_id") == answered);
        Assert.Equal(("INVITE", ActivityKind.Server, ActivityStatusCode.Unset), (span.DisplayName, span.Kind, span.Status));
        Assert.Equal(("local", "answered", 200, "udp"), (span.GetTagItem("systemconnector.route"), span.GetTagItem("systemconnector.outcome"), span.GetTagItem("sip.status_code"), span.GetTagItem("sip.transport")));
        span = Assert.Single(spans, span => (string?)span.GetTagItem("sip.call_id") == failed);
        Assert.Equal(("failed", 480, "no_phone_registered"), (span.GetTagItem("systemconnector.outcome"), span.GetTagItem("sip.status_code"), span.GetTagItem("error.type")));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        // Neither a secret nor who was called.
        foreach (var (_, value) in span.TagObjects)
            Assert.False(value?.ToString() is { } text && (text.Contains("s3cret", StringComparison.Ordinal) || text.Contains("15", StringComparison.Ordinal) && text != failed));
    }

    [Fact]
    public void Nothing_is_made_for_a_call_that_is_not_traced()
    {
        using var listener = Listen(new ConcurrentQueue<Activity>());
        var (never, always) = (new CallSampler(0), new CallSampler(1));
        Assert.False(never.Takes(ulong.MaxValue / 3));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var taken = 0;
        for (var call = 1UL; call <= 1000; call++)
        {
            if (never.Takes(call)) taken++;
            if (always.Takes(call)) taken++;
        }
        Assert.Equal((1000, 0), (taken, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Fact]
    public void Share_of_calls_that_is_traced_is_the_one_that_was_asked_for()
    {
        using var listener = Listen(new ConcurrentQueue<Activity>());
        var sampler = new CallSampler(0.25);
        var random = new Random(1);
        var taken = Enumerable.Range(0, 10_000).Count(_ => sampler.Takes((ulong)random.NextInt64()));
        Assert.InRange(taken, 2_300, 2_700);
    }

    private static ActivityListener Listen(ConcurrentQueue<Activity> spans)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "SystemConnector.Calls",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
