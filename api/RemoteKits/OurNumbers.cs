using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Api.RemoteKits;

/// <summary>The numbers of a site that a far end is to send to it.</summary>
/// <param name="Ranges">The numbers in order, those that follow one another as one range.</param>
/// <param name="KeptThere">Numbers of the site that the connector says live at the far end: there, they stay there.</param>
/// <param name="HasGapsFilled">True when ranges hold numbers that nobody has, since the exact list would be too long to type.</param>
internal sealed record OurNumbers(ImmutableArray<NumberRange> Ranges, ImmutableArray<Number> KeptThere, bool HasGapsFilled)
{
    /// <summary>More than this nobody types, and some systems do not take.</summary>
    private const int MostPatterns = 32;

    /// <summary>The patterns that match them; where there are none, one that says so.</summary>
    public ImmutableArray<NumberPattern> Patterns => Ranges.IsEmpty ? [NumberPattern.Unknown] : PatternsOf(Ranges);

    /// <summary>The local numbers that have digits only (the others are feature codes of each system), less those of the far end.</summary>
    public static OurNumbers Of(IEnumerable<Number> local, ImmutableArray<NumberRange> far)
    {
        var numbers = local.Where(static number => number.IsNumeric).Distinct().Order().ToLookup(number => far.Any(range => range.Contains(number)));
        var exact = Runs(numbers[false], static (_, _) => false);
        var kept = numbers[true].ToImmutableArray();
        if (PatternsOf(exact).Length <= MostPatterns) return new OurNumbers(exact, kept, false);
        // What is filled in is nobody's: a call there is answered 404. What the far end has must stay with it.
        return new OurNumbers(Runs(numbers[false], (low, high) => !far.Any(new NumberRange(low, high).Overlaps)), kept, true);
    }

    private static ImmutableArray<NumberPattern> PatternsOf(ImmutableArray<NumberRange> ranges) => [.. ranges.SelectMany(NumberPattern.Covering)];

    private static ImmutableArray<NumberRange> Runs(IEnumerable<Number> ordered, Func<Number, Number, bool> mayBridge)
    {
        var runs = ImmutableArray.CreateBuilder<NumberRange>();
        foreach (var number in ordered)
        {
            if (runs.Count > 0 && runs[^1] is var last && last.Digits == number.Length && (last.Max.Value + 1 == number.Value || mayBridge(last.Max, number)))
                runs[^1] = new NumberRange(last.Min, number);
            else
                runs.Add(new NumberRange(number, number));
        }
        return runs.ToImmutable();
    }
}
