using FsCheck;
using FsCheck.Fluent;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Tests.Routing;

public sealed class RangeTreeTests
{
    [Fact]
    public void Range_tree_equals_a_search_through_all_ranges() => Prop.ForAll(
        Gen.ListOf(Ends).ToArbitrary(), Ends.ToArbitrary(),
        (ends, probe) =>
        {
            NumberRange[] ranges = [.. ends.Select(Range)];
            var tree = new RangeTree<NumberRange>(ranges, static range => range);
            var numbers = Range(probe);
            NumberRange[] overlapping = [.. ranges.Where(numbers.Overlaps)], holding = [.. ranges.Where(range => range.Contains(numbers.Min))];
            return tree.Overlapping(numbers).SequenceEqual(overlapping.OrderBy(static range => range.Min))
                && tree.Holding(numbers.Min).SequenceEqual(holding.OrderBy(static range => range.Min))
                && tree.AnyOverlaps(numbers) == overlapping.Length > 0;
        }).QuickCheckThrowOnFailure();

    /// <summary>Short ranges among long ones, of two lengths.</summary>
    private static Gen<(int From, int Width, int Length)> Ends =>
        Gen.Choose(0, 99).SelectMany(static _ => Gen.Choose(0, 9).Two(), static (from, two) => (from, two.Item1 == 0 ? 60 : two.Item1 % 3, 2 + two.Item2 % 2));

    private static NumberRange Range((int From, int Width, int Length) of) =>
        new(Number.FromValue(of.From, of.Length), Number.FromValue(Math.Min(of.From + of.Width, 99), of.Length));
}
