using System.Collections.Immutable;
using System.Globalization;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Api.RemoteKits;

/// <summary>The numbers of a connector's ranges as the far end knows them: with digits stripped and prepended.</summary>
internal static class FarNumbers
{
    /// <summary>What we send for the numbers of those ranges.</summary>
    public static ImmutableArray<NumberRange> Of(ImmutableArray<ExtensionRange> ranges) => [.. ranges.SelectMany(Of)];

    private static IEnumerable<NumberRange> Of(ExtensionRange range)
    {
        var (min, max) = (range.Numbers.Min.ToString(), range.Numbers.Max.ToString());
        var (minHead, minRest) = (min[..range.StripDigits], min[range.StripDigits..]);
        var (maxHead, maxRest) = (max[..range.StripDigits], max[range.StripDigits..]);
        var (lowest, highest) = (new string('0', minRest.Length), new string('9', minRest.Length));
        (string, string)[] sent =
            minHead == maxHead ? [(minRest, maxRest)]
            // 199–300 less its first digit is 99, 00–99 and 00: all of them. 150–220 less its first is 50–99 and 00–20.
            : Value(maxHead) - Value(minHead) > 1 || string.CompareOrdinal(minRest, maxRest) <= 0 ? [(lowest, highest)]
            : [(minRest, highest), (lowest, maxRest)];
        foreach (var (from, to) in sent)
        {
            if (Number.TryParse(range.PrependDigits + from, out var first) && Number.TryParse(range.PrependDigits + to, out var last))
                yield return new NumberRange(first, last);
        }
    }

    private static long Value(string digits) => long.Parse(digits, CultureInfo.InvariantCulture);
}
