using SystemConnector.WebConsole.Layout;

namespace SystemConnector.Console.Tests;

/// <summary>Times as a reader's own clock has them.</summary>
public sealed class ReaderClockTests
{
    private static readonly DateTimeOffset s_winter = new(2026, 11, 30, 23, 15, 7, TimeSpan.Zero);

    [Theory]
    [InlineData(null, "2026-11-30 23:15 UTC")]
    [InlineData("Nowhere/Land", "2026-11-30 23:15 UTC")]
    [InlineData("Europe/Oslo", "2026-12-01 00:15 UTC+1")]
    [InlineData("Asia/Kathmandu", "2026-12-01 05:00 UTC+5:45")]
    [InlineData("America/St_Johns", "2026-11-30 19:45 UTC-3:30")]
    public void Zone_stands_beside_the_time(string? zone, string expected) => Assert.Equal(expected, In(zone).Minute(s_winter));

    [Fact]
    public void Seconds_are_told_where_they_matter() => Assert.Equal("2026-12-01 00:15:07 UTC+1", In("Europe/Oslo").Exact(s_winter));

    [Theory]
    [InlineData("Europe/Oslo", "2026-12-01T00:15")]
    [InlineData("America/St_Johns", "2026-11-30T19:45")]
    public void Field_gives_back_what_was_put_into_it(string zone, string field)
    {
        var time = s_winter.AddSeconds(-7);
        Assert.Equal(field, In(zone).Write(time));
        Assert.Equal(time, In(zone).Read(field));
    }

    [Theory]
    [InlineData("2026-03-29T02:30", "2026-03-29T01:30:00Z")] // left out: at two it is three
    [InlineData("2026-10-25T02:30", "2026-10-25T01:30:00Z")] // there twice: the later one, after the clock was put back
    [InlineData("2026-07-01T12:00:30", "2026-07-01T10:00:30Z")]
    public void Times_around_a_change_of_the_clock_are_read_too(string field, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), In("Europe/Oslo").Read(field));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tomorrow")]
    public void What_is_no_time_is_none(string? field) => Assert.Null(In("Europe/Oslo").Read(field));

    private static ReaderClock In(string? zone)
    {
        var clock = new ReaderClock();
        clock.Set(zone);
        return clock;
    }
}
