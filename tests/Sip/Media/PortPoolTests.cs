using Microsoft.Extensions.Time.Testing;
using SystemConnector.Sip.Media;

namespace SystemConnector.Sip.Tests.Media;

public sealed class PortPoolTests
{
    [Fact]
    public void Pairs_are_even_within_the_range_and_none_is_given_twice()
    {
        var pool = new PortPool(20_001, 20_100, int.MaxValue, new FakeTimeProvider());
        var taken = new List<ushort>();
        while (pool.TryTake(out var port)) taken.Add(port);
        Assert.Equal(Enumerable.Range(0, 49).Select(static i => (ushort)(20_002 + 2 * i)), taken.Order());
        Assert.Equal(49, pool.InUse);
        Assert.NotEqual(taken, taken.Order());
    }

    [Fact]
    public void Pair_rests_before_it_is_given_again_unless_it_is_the_last()
    {
        var time = new FakeTimeProvider();
        var pool = new PortPool(20_000, 20_003, int.MaxValue, time);
        Assert.True(pool.TryTake(out var first));
        pool.Return(first);
        Assert.True(pool.TryTake(out var second));
        Assert.NotEqual(first, second);
        // No other is left: better one that has not rested than a refused call.
        Assert.True(pool.TryTake(out var third));
        Assert.Equal(first, third);
        Assert.False(pool.TryTake(out _));
    }

    [Fact]
    public void Bound_on_pairs_holds_whatever_the_range()
    {
        var pool = new PortPool(20_000, 20_999, 3, new FakeTimeProvider());
        for (var i = 0; i < 3; i++) Assert.True(pool.TryTake(out _));
        Assert.False(pool.TryTake(out _));
    }
}
