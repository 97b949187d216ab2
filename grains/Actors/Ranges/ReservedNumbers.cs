using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Ranges;

/// <summary>
/// Emergency numbers that a range should not swallow by accident. Feature codes begin with '*' or '#' and so never lie
/// in a range.
/// </summary>
internal static class ReservedNumbers
{
    /// <summary>112 (GSM, EU), 911 (North America), 999 (UK and others), 000 (Australia), 110/118/119 (East Asia, Germany, Italy).</summary>
    public static readonly ImmutableArray<Number> Emergency =
        [.. new[] { "000", "110", "112", "118", "119", "911", "999" }.Select(Number.Parse)];
}
