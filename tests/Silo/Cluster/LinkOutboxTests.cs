using Microsoft.Extensions.Time.Testing;
using SystemConnector.Silo.Cluster;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Cluster;

public sealed class LinkOutboxTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<byte> _sent = [];
    private readonly List<SendTicket> _lost = [];
    private readonly LinkOutbox _outbox;

    public LinkOutboxTests() => _outbox = new LinkOutbox(_time, datagram => _sent.Add(datagram[0]), _lost.Add);

    public void Dispose() => _outbox.Dispose();

    [Fact]
    public void Datagram_is_repeated_until_it_is_acknowledged()
    {
        Assert.True(_outbox.TryAdd(1, [11], new SendTicket(3, 7)));
        Assert.True(_outbox.TryAdd(2, [22], default));
        Elapse(100);
        Assert.Equal([11, 22], _sent);
        _outbox.Acknowledged(2);
        Elapse(200);
        Assert.Equal([11, 22, 11], _sent);
        _outbox.Acknowledged(1);
        Elapse(5000);
        Assert.Equal(3, _sent.Count);
        Assert.Empty(_lost);
    }

    [Fact]
    public void Request_that_is_never_acknowledged_is_told_to_its_transaction()
    {
        _outbox.TryAdd(1, [11], new SendTicket(3, 7));
        _outbox.TryAdd(2, [22], default);
        Elapse(1600);
        Assert.Equal(6, _sent.Count);
        Assert.Equal([new SendTicket(3, 7)], _lost);
        Elapse(5000);
        Assert.Equal(6, _sent.Count);
        Assert.Single(_lost);
    }

    [Fact]
    public async Task Calls_do_not_wait_for_what_is_being_repeated()
    {
        using var entered = new SemaphoreSlim(0);
        using var go = new SemaphoreSlim(0);
        using var outbox = new LinkOutbox(
            _time,
            _ =>
            {
                entered.Release();
                go.Wait(TestContext.Current.CancellationToken);
            },
            _lost.Add);
        outbox.TryAdd(1, [11], default);
        var repeating = Task.Run(() => Elapse(100), TestContext.Current.CancellationToken);
        await entered.WaitAsync(TestContext.Current.CancellationToken);

        var calls = Task.Run(
            () =>
            {
                outbox.Acknowledged(1);
                Assert.True(outbox.TryAdd(2, [22], default));
            },
            TestContext.Current.CancellationToken);
        await calls.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        outbox.Acknowledged(2);
        go.Release();
        await repeating;
        Elapse(5000);
        Assert.Equal(0, entered.CurrentCount);
    }

    [Fact]
    public void More_than_another_node_can_owe_is_refused()
    {
        ulong sequence = 0;
        while (_outbox.TryAdd(++sequence, [1], default)) Assert.True(sequence < 10_000);
        _outbox.Acknowledged(1);
        Assert.True(_outbox.TryAdd(sequence, [1], default));
    }

    private void Elapse(int milliseconds)
    {
        for (var passed = 0; passed < milliseconds; passed += 50) _time.Advance(TimeSpan.FromMilliseconds(50));
    }
}
