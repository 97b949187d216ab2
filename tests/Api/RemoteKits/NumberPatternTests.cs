using System.Text.RegularExpressions;
using SystemConnector.Api.RemoteKits;

namespace SystemConnector.Api.Tests.RemoteKits;

public sealed class NumberPatternTests
{
    [Theory]
    [InlineData("150", "154", "15[0-4]")]
    [InlineData("1500", "1549", "15[0-4]X")]
    [InlineData("150", "200", "1[5-9]X 200")]
    [InlineData("100", "100", "100")]
    [InlineData("000", "999", "XXX")]
    [InlineData("0", "9", "X")]
    [InlineData("007", "012", "00[7-9] 01[0-2]")]
    [InlineData("1234", "5678", "123[4-9] 12[4-9]X 1[3-9]XX [2-4]XXX 5[0-5]XX 56[0-6]X 567[0-8]")]
    public void Range_is_covered_by_few_patterns(string min, string max, string expected) =>
        Assert.Equal(expected, string.Join(' ', NumberPattern.Covering(Kits.Range(min, max))));

    [Fact]
    public void Each_number_of_a_range_is_matched_once_and_no_other()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 300; i++)
        {
            var (a, b) = (random.Next(1000), random.Next(1000));
            var (min, max) = (Math.Min(a, b), Math.Max(a, b));
            var patterns = NumberPattern.Covering(Kits.Range($"{min:D3}", $"{max:D3}")).Select(pattern => new Regex($"^{pattern.Expression}$")).ToArray();
            for (var number = 0; number < 1000; number++)
                Assert.Equal(number >= min && number <= max ? 1 : 0, patterns.Count(pattern => pattern.IsMatch($"{number:D3}")));
        }
    }

    [Fact]
    public void Pattern_is_written_as_each_system_reads_it()
    {
        var patterns = NumberPattern.Covering(Kits.Range("150", "200"));
        Assert.Equal(["_1[5-9]X", "200"], patterns.Select(static pattern => pattern.Asterisk));
        Assert.Equal(["1[5-9].$", "200$"], patterns.Select(static pattern => pattern.Cisco));
        Assert.Equal(["15", "16", "17", "18", "19", "200"], patterns.SelectMany(static pattern => pattern.Prefixes));
        Assert.Equal("^(1[5-9][0-9]|200)$", NumberPattern.Regex([.. patterns]));
    }

    [Fact]
    public void Symbols_before_a_range_stand_for_themselves()
    {
        var pattern = Assert.Single(NumberPattern.Covering(Kits.Range("*100", "*199")));
        Assert.Equal("_*1XX", pattern.Asterisk);
        Assert.Matches($"^{pattern.Expression}$", "*150");
        Assert.DoesNotMatch($"^{pattern.Expression}$", "150");
    }
}
