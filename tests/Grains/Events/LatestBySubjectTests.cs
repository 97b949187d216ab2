using SystemConnector.Grains.Events;

namespace SystemConnector.Grains.Tests.Events;

public sealed class LatestBySubjectTests
{
    private readonly LatestBySubject<int> _latest = new(3);

    [Fact]
    public void Later_value_of_a_subject_replaces_the_former_and_is_the_last()
    {
        foreach (var (subject, value) in new[] { ("a", 1), ("b", 2), ("a", 3) }) _latest.Put(subject, value);
        Assert.Equal([2, 3], _latest.Values);
        Assert.True(_latest.TryGet("a", out var found));
        Assert.Equal(3, found);
    }

    [Fact]
    public void Longest_there_gives_way_when_there_are_too_many()
    {
        foreach (var (subject, value) in new[] { ("a", 1), ("b", 2), ("c", 3), ("a", 4), ("d", 5) }) _latest.Put(subject, value);
        Assert.Equal([3, 4, 5], _latest.Values);
        Assert.False(_latest.TryGet("b", out _));
    }

    [Fact]
    public void Removed_subject_leaves_room_and_can_come_again()
    {
        foreach (var (subject, value) in new[] { ("a", 1), ("b", 2), ("c", 3) }) _latest.Put(subject, value);
        _latest.Remove("b");
        _latest.Remove("nobody");
        _latest.Put("b", 4);
        Assert.Equal([1, 3, 4], _latest.Values);
    }
}
