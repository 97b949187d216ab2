using SystemConnector.Silo.Cluster;

namespace SystemConnector.Silo.Tests.Cluster;

public sealed class ReplayWindowTests
{
    [Fact]
    public void Number_is_taken_once_in_whatever_order_it_comes()
    {
        var window = new ReplayWindow();
        ulong[] order = [1, 3, 2, 100, 70, 4096, 5000, 4999, 905];
        foreach (var sequence in order) Assert.True(window.TryTake(sequence), $"{sequence}");
        foreach (var sequence in order) Assert.False(window.TryTake(sequence), $"{sequence}");
    }

    [Fact]
    public void Number_older_than_the_window_counts_as_seen()
    {
        var window = new ReplayWindow();
        Assert.True(window.TryTake(10_000));
        Assert.False(window.TryTake(10_000 - 4096));
        Assert.True(window.TryTake(10_000 - 4095));
        Assert.False(window.TryTake(0));
    }

    [Fact]
    public void Places_of_older_numbers_are_free_for_newer_ones()
    {
        var window = new ReplayWindow();
        for (ulong sequence = 1; sequence <= 20_000; sequence++) Assert.True(window.TryTake(sequence));
        Assert.True(window.TryTake(20_000 + 4095));
        for (ulong sequence = 20_001; sequence < 20_000 + 4095; sequence++) Assert.True(window.TryTake(sequence), $"{sequence}");
        Assert.True(window.TryTake(1_000_000));
        Assert.True(window.TryTake(1_000_000 - 4095));
    }
}
