using SystemConnector.Api.RemoteKits;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Api.Tests.RemoteKits;

public sealed class KitNumbersTests
{
    [Theory]
    [InlineData("150", "200", 0, "", "150–200")]
    [InlineData("2150", "2200", 1, "", "150–200")]
    [InlineData("150", "200", 0, "9", "9150–9200")]
    [InlineData("150", "220", 1, "", "50–99 00–20")]
    [InlineData("199", "300", 1, "", "00–99")]
    [InlineData("150", "290", 1, "", "00–99")]
    [InlineData("150", "159", 3, "700", "700–700")]
    public void Far_end_knows_its_numbers_as_they_are_sent(string min, string max, int strip, string prepend, string expected) =>
        Assert.Equal(expected, string.Join(' ', FarNumbers.Of([new ExtensionRange(RangeId.New(), ConnectorId.New(), Kits.Range(min, max), strip, prepend)])));

    [Fact]
    public void Numbers_of_the_far_end_are_not_taken_from_it()
    {
        var ours = OurNumbers.Of(Numbers(100, 155), [Kits.Range("150", "200")]);
        Assert.Equal("100–149", string.Join(' ', ours.Ranges));
        Assert.Equal(["150", "151", "152", "153", "154"], ours.KeptThere.Select(static number => $"{number}"));
    }

    [Fact]
    public void Feature_codes_and_other_lengths_stay_apart()
    {
        var ours = OurNumbers.Of([Number.Parse("*72"), Number.Parse("0101"), Number.Parse("101"), Number.Parse("100"), Number.Parse("103")], []);
        Assert.Equal("100–101 103–103 0101–0101", string.Join(' ', ours.Ranges));
        Assert.Equal(["10[0-1]", "103", "0101"], ours.Patterns.Select(static pattern => $"{pattern}"));
        Assert.False(ours.HasGapsFilled);
    }

    [Fact]
    public void Scattered_numbers_are_put_together_but_never_over_those_of_the_far_end()
    {
        // Every third number: 300 of them, each a pattern of its own.
        var ours = OurNumbers.Of(Numbers(100, 1000).Where(static number => number.Value % 3 == 0), [Kits.Range("500", "599")]);
        Assert.True(ours.HasGapsFilled);
        Assert.Equal("102–498 600–999", string.Join(' ', ours.Ranges));
    }

    [Fact]
    public void Site_without_numbers_has_a_placeholder()
    {
        Assert.Equal(KitText.Numbers, Assert.Single(OurNumbers.Of([], []).Patterns).Asterisk);
    }

    private static IEnumerable<Number> Numbers(int from, int to) => Enumerable.Range(from, to - from).Select(static n => Number.Parse($"{n}"));
}
