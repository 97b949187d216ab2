using SystemConnector.Silo.Cluster;

namespace SystemConnector.Silo.Tests.Cluster;

public sealed class ReplayWindowTests
{
    private const int Size = 65_536;

    private readonly ReplayWindow _window = new();

    [Fact]
    public void Number_is_taken_once_in_whatever_order_it_comes()
    {
        ulong[] order = [1, 3, 2, 100, 70, Size, Size + 904, Size + 903, 905];
        foreach (var sequence in order) Assert.Equal((sequence, SequenceAge.New), (sequence, _window.Take(sequence)));
        foreach (var sequence in order[4..]) Assert.Equal((sequence, SequenceAge.Seen), (sequence, _window.Take(sequence)));
    }

    [Fact]
    public void Of_a_number_older_than_the_window_nobody_knows()
    {
        Assert.Equal(SequenceAge.New, _window.Take(100_000));
        Assert.Equal(SequenceAge.TooOld, _window.Take(100_000 - Size));
        Assert.Equal(SequenceAge.New, _window.Take(100_000 - Size + 1));
        Assert.Equal(SequenceAge.Seen, _window.Take(100_000 - Size + 1));
        Assert.Equal(SequenceAge.TooOld, _window.Take(0));
    }

    [Fact]
    public void Places_of_older_numbers_are_free_for_newer_ones()
    {
        const ulong Last = 200_000;
        for (ulong sequence = 1; sequence <= Last; sequence++) Assert.Equal(SequenceAge.New, _window.Take(sequence));
        Assert.Equal(SequenceAge.New, _window.Take(Last + Size - 1));
        for (var sequence = Last + 1; sequence < Last + Size - 1; sequence++) Assert.Equal((sequence, SequenceAge.New), (sequence, _window.Take(sequence)));
        Assert.Equal(SequenceAge.New, _window.Take(1_000_000));
        Assert.Equal(SequenceAge.New, _window.Take(1_000_000 - Size + 1));
    }
}
