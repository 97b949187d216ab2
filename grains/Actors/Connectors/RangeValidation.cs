using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Connectors;

/// <summary>Finds every fault of a connector's extension ranges.</summary>
internal static class RangeValidation
{
    private const int MaxRanges = 100;

    public static ImmutableArray<RangeDraft> Check(ImmutableArray<ExtensionRangeSpec> specs, List<Fault> faults)
    {
        if (specs.IsDefaultOrEmpty)
        {
            faults.Add(new Fault(FaultCode.Required, "ranges", "At least one extension range must be given."));
            return [];
        }
        if (specs.Length > MaxRanges)
        {
            faults.Add(new Fault(FaultCode.OutOfRange, "ranges", $"A connector has at most {MaxRanges} extension ranges."));
            return [];
        }
        var drafts = new RangeDraft?[specs.Length];
        for (var i = 0; i < specs.Length; i++) drafts[i] = CheckOne(specs[i], $"ranges[{i}]", faults);
        for (var i = 1; i < drafts.Length; i++)
            for (var j = 0; j < i; j++)
                if (drafts[i] is { } later && drafts[j] is { } former && later.Numbers.Overlaps(former.Numbers))
                    faults.Add(new Fault(FaultCode.Contradiction, $"ranges[{i}]", $"{later.Numbers} overlaps {former.Numbers}, range {j + 1} of the same connector."));
        return [.. drafts.OfType<RangeDraft>()];
    }

    private static RangeDraft? CheckOne(ExtensionRangeSpec spec, string path, List<Fault> faults)
    {
        var before = faults.Count;
        var min = CheckNumber(spec.Min, $"{path}.min", faults);
        var max = CheckNumber(spec.Max, $"{path}.max", faults);
        if (min is { } low && max is { } high)
        {
            if (low.Length != high.Length)
                faults.Add(new Fault(FaultCode.Contradiction, $"{path}.max", "Both ends of a range have the same number of digits."));
            else if (low > high)
                faults.Add(new Fault(FaultCode.Contradiction, $"{path}.max", "The highest number is not below the lowest."));
        }
        var prepend = spec.PrependDigits ?? "";
        if (prepend.Length > 0 && !Number.TryParse(prepend, out _))
            faults.Add(new Fault(FaultCode.Malformed, $"{path}.prependDigits", $"What is put before a number is at most {Number.MaxLength} of the symbols 0–9, * and #."));
        if (min is { } digits)
        {
            if (spec.StripDigits < 0 || spec.StripDigits > digits.Length)
                faults.Add(new Fault(FaultCode.OutOfRange, $"{path}.stripDigits", $"From 0 to {digits.Length} digits can be cut off."));
            else if (digits.Length - spec.StripDigits + prepend.Length is < 1 or > Number.MaxLength)
                faults.Add(new Fault(FaultCode.OutOfRange, $"{path}.prependDigits", $"The number that is sent must have 1 to {Number.MaxLength} symbols."));
        }
        return faults.Count == before ? new RangeDraft(new NumberRange(min!.Value, max!.Value), spec.StripDigits, prepend) : null;
    }

    private static Number? CheckNumber(string? text, string path, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(text))
            faults.Add(new Fault(FaultCode.Required, path, "Both ends of a range must be given."));
        else if (!Number.TryParse(text, out var number) || !number.IsNumeric)
            faults.Add(new Fault(FaultCode.Malformed, path, $"'{text}' is not a number of 1 to {Number.MaxLength} digits."));
        else
            return number;
        return null;
    }
}
