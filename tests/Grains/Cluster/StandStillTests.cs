using Microsoft.Extensions.Time.Testing;
using SystemConnector.Grains.Cluster;

namespace SystemConnector.Grains.Tests.Cluster;

public sealed class StandStillTests
{
    [Fact]
    public void Timer_that_comes_much_too_late_tells_it_once()
    {
        var time = new FakeTimeProvider();
        var still = new StandStill(time);
        Assert.False(still.WasThere());
        time.Advance(StandStill.Bound);
        Assert.False(still.WasThere());
        time.Advance(StandStill.Bound + TimeSpan.FromMilliseconds(1));
        Assert.True(still.WasThere());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(still.WasThere());
    }
}
