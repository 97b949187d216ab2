using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Ranges;

/// <summary>Looks for numbers among many in their order.</summary>
internal static class SortedNumbers
{
    /// <summary>Those from the lowest to the highest, both included.</summary>
    public static IEnumerable<Number> Between(Number[] sorted, Number min, Number max)
    {
        for (var place = FirstFrom(sorted, min); place < sorted.Length && sorted[place] <= max; place++) yield return sorted[place];
    }

    public static bool AnyBetween(Number[] sorted, Number min, Number max) =>
        FirstFrom(sorted, min) is var place && place < sorted.Length && sorted[place] <= max;

    private static int FirstFrom(Number[] sorted, Number min) =>
        Array.BinarySearch(sorted, min) is var place && place < 0 ? ~place : place;
}
