using Microsoft.Extensions.Time.Testing;
using SystemConnector.Api.Transport;

namespace SystemConnector.Api.Tests;

/// <summary>What waits for one client.</summary>
public sealed class BacklogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Backlog _backlog;

    public BacklogTests() => _backlog = new Backlog(new ApiOptions { MaxQueuedMessagesPerSocket = 10, MaxQueuedBytesPerSocket = 1_000 }, _time);

    private static CancellationToken Bound => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_made_waits_for_room_before_all_that_comes_later()
    {
        Assert.True(_backlog.TryEnter(2, 400));
        Assert.True(await _backlog.Drained(Bound));
        Assert.False(_backlog.TryEnter(5, 2_000));

        var large = _backlog.Enter(5, 2_000, Bound);
        var later = _backlog.Enter(1, 10, Bound);
        Assert.False(_backlog.TryEnter(1, 10));
        _backlog.Sent(1, 200);
        Assert.False(large.IsCompleted);
        // Larger than all, so it goes alone.
        _backlog.Sent(1, 200);
        Assert.True(await large);
        Assert.False(later.IsCompleted);
        _backlog.Sent(5, 2_000);
        Assert.True(await later);
    }

    [Fact]
    public async Task Who_lets_it_come_to_no_room_is_given_up()
    {
        Assert.True(_backlog.TryEnter(10, 10));
        var (entering, draining) = (_backlog.Enter(1, 1, Bound), _backlog.Drained(Bound));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(await entering);
        Assert.False(await draining);
    }

    [Fact]
    public async Task Operation_that_stops_waits_for_nothing()
    {
        using var stopping = new CancellationTokenSource();
        Assert.True(_backlog.TryEnter(10, 10));
        var entering = _backlog.Enter(1, 1, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => entering);
        // Also where there is room.
        _backlog.Sent(10, 10);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _backlog.Drained(stopping.Token));
        Assert.True(_backlog.TryEnter(1, 1));
    }

    [Fact]
    public void Small_messages_have_a_reserve()
    {
        Assert.True(_backlog.TryEnter(10, 1_000));
        for (var i = 0; i < 64; i++) Assert.True(_backlog.TryEnterReserve(1));
        Assert.False(_backlog.TryEnterReserve(1));
    }
}
