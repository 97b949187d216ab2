using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Grains.Sites;

/// <summary>The ranges that a site declares local: how they are checked, and written in the site's row.</summary>
internal static class LocalRanges
{
    private const int Max = 100;

    /// <summary>The ranges in their order; faults are added to the list.</summary>
    public static ImmutableArray<NumberRange> Check(ImmutableArray<LocalRangeSpec> specs, List<Fault> faults)
    {
        if (specs.IsDefaultOrEmpty) return [];
        if (specs.Length > Max)
        {
            faults.Add(new Fault(FaultCode.OutOfRange, "localRanges", $"A site declares at most {Max} local ranges."));
            return [];
        }
        var ranges = ImmutableArray.CreateBuilder<NumberRange>(specs.Length);
        for (var i = 0; i < specs.Length; i++)
        {
            var min = Read(specs[i].Min, $"localRanges[{i}].min", faults);
            var max = Read(specs[i].Max, $"localRanges[{i}].max", faults);
            if (min is not { } low || max is not { } high) continue;
            var range = new NumberRange(low, high);
            if (low.Length != high.Length || low > high)
                faults.Add(new Fault(FaultCode.Contradiction, $"localRanges[{i}].max", "Both ends of a range have the same number of digits, and the highest is not below the lowest."));
            else if (ranges.Any(range.Overlaps))
                faults.Add(new Fault(FaultCode.Contradiction, $"localRanges[{i}]", $"{range} overlaps one that stands before it."));
            else
                ranges.Add(range);
        }
        return ranges.ToImmutable();
    }

    public static string Write(ImmutableArray<NumberRange> ranges) => string.Join(' ', ranges.Select(static r => $"{r.Min}-{r.Max}"));

    public static ImmutableArray<NumberRange> Parse(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(static range => range.Split('-'))
            .Select(static ends => new NumberRange(Number.Parse(ends[0]), Number.Parse(ends[1]))),
    ];

    private static Number? Read(string? text, string field, List<Fault> faults)
    {
        if (Number.TryParse(text, out var number) && number.IsNumeric) return number;
        faults.Add(new Fault(FaultCode.Malformed, field, $"'{text}' is not a number of 1 to {Number.MaxLength} digits."));
        return null;
    }
}
