using System.Net;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Telemetry;

public sealed class LoopWatchTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly LoopWatch _watch;

    public LoopWatchTests() => _watch = new LoopWatch(_time);

    [Fact]
    public void Timer_that_shows_the_same_for_long_stands_still()
    {
        Assert.False(_watch.IsStill("timers", 7));
        _time.Advance(LoopWatch.Bound - TimeSpan.FromSeconds(1));
        Assert.False(_watch.IsStill("timers", 7));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_watch.IsStill("timers", 7));
        Assert.False(_watch.IsStill("timers", 8));
    }

    [Fact]
    public async Task Thread_that_waits_for_ever_is_well_and_one_that_is_held_at_a_message_is_stuck()
    {
        await using var transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), static _ => { });
        await using var peer = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), static _ => { });
        using var receiver = new Holding();
        transport.Start(receiver);
        Assert.False(_watch.IsStuck("udp", transport.Loop));
        _time.Advance(2 * LoopWatch.Bound);
        Assert.False(_watch.IsStuck("udp", transport.Loop));

        peer.Send(new Flow(peer, transport.Local), "this is longer than a keep-alive"u8);
        await receiver.Taken.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(_watch.IsStuck("udp", transport.Loop));
        _time.Advance(LoopWatch.Bound);
        Assert.True(_watch.IsStuck("udp", transport.Loop));
        receiver.Let.Set();

        // The next message says that the first one is dealt with.
        receiver.Taken = new TaskCompletionSource();
        peer.Send(new Flow(peer, transport.Local), "this is longer than a keep-alive"u8);
        await receiver.Taken.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.False(_watch.IsStuck("udp", transport.Loop));
        Assert.Equal((2, 64), transport.Counters.Received);
        Assert.Equal((2, 64), peer.Counters.Sent);
    }

    private sealed class Holding : ITransportReceiver, IDisposable
    {
        public volatile TaskCompletionSource Taken = new();

        public ManualResetEventSlim Let { get; } = new();

        public void Received(SipMessage message, MessageFault fault, in Flow flow)
        {
            Taken.TrySetResult();
            Let.Wait(TimeSpan.FromSeconds(30));
        }

        public void SendFailed(SendTicket ticket)
        {
        }

        public void ConnectionClosed(in Flow flow)
        {
        }

        public void Dispose() => Let.Dispose();
    }
}
