using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Ranges;

/// <summary>Finds which numbers of a range begin with a shorter number.</summary>
internal static class PrefixShadow
{
    /// <summary>The numbers of the range that begin with the prefix; null when none does.</summary>
    public static NumberRange? Of(Number prefix, NumberRange range)
    {
        if (!prefix.IsNumeric || prefix.Length >= range.Digits) return null;
        long scale = 1;
        for (var i = prefix.Length; i < range.Digits; i++) scale *= 10;
        var low = Math.Max(prefix.Value * scale, range.Min.Value);
        var high = Math.Min(prefix.Value * scale + scale - 1, range.Max.Value);
        return low > high ? null : new NumberRange(Number.FromValue(low, range.Digits), Number.FromValue(high, range.Digits));
    }

    /// <summary>The lowest and highest number of a length that begin numbers of the range.</summary>
    public static (string Min, string Max) Prefixes(NumberRange range, int length) =>
        (range.Min.ToString()[..length], range.Max.ToString()[..length]);
}
