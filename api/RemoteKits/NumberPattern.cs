using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Api.RemoteKits;

/// <summary>Numbers that differ in independent digits: one span of digits a place, such as 1, 5–9, 0–9.</summary>
internal sealed class NumberPattern
{
    private readonly ImmutableArray<(char Low, char High)> _places;

    private NumberPattern(ImmutableArray<(char Low, char High)> places) => _places = places;

    /// <summary>Stands where no number is known.</summary>
    public static NumberPattern Unknown { get; } = new([]);

    /// <summary>As Asterisk's dial plan has it: <c>_1[5-9]X</c>, or the number itself.</summary>
    public string Asterisk => IsSingle ? FreePbx : $"_{FreePbx}";

    /// <summary>As FreePBX has it: <c>1[5-9]X</c>.</summary>
    public string FreePbx => Write("X");

    /// <summary>As Cisco IOS has it: <c>1[5-9].$</c>, where the end forbids further digits.</summary>
    public string Cisco => IsUnknown ? Write(".") : $"{Write(".")}$";

    /// <summary>As a regular expression without its ends: <c>1[5-9][0-9]</c>.</summary>
    public string Expression => Write("[0-9]").Replace("*", "[*]", StringComparison.Ordinal);

    /// <summary>The beginnings that say the same without wildcards, of numbers of this length: 15, 16, 17, 18 and 19.</summary>
    public IEnumerable<string> Prefixes
    {
        get
        {
            var end = _places.Length;
            while (end > 0 && _places[end - 1] is ('0', '9')) end--;
            IEnumerable<string> prefixes = [""];
            foreach (var (low, high) in _places.AsSpan(0, end).ToArray())
                prefixes = [.. prefixes.SelectMany(prefix => Enumerable.Range(low, high - low + 1).Select(digit => prefix + (char)digit))];
            return prefixes;
        }
    }

    private bool IsUnknown => _places.IsEmpty;

    private bool IsSingle => _places.All(static place => place.Low == place.High);

    /// <summary>One expression for all of them: <c>^(1[5-9][0-9]|200)$</c>.</summary>
    public static string Regex(ImmutableArray<NumberPattern> patterns) => $"^({string.Join('|', patterns.Select(static pattern => pattern.Expression))})$";

    /// <summary>The patterns that together match the numbers of the range and no other; no number is matched by two of them.</summary>
    public static IReadOnlyList<NumberPattern> Covering(NumberRange range)
    {
        var patterns = new List<NumberPattern>();
        Cover(range.Min.ToString(), range.Max.ToString(), [], patterns);
        return patterns;
    }

    /// <inheritdoc/>
    public override string ToString() => FreePbx;

    /// <summary>Cuts the range at its first differing digit: a ragged low end, whole tens (hundreds, …) between, a ragged high end.</summary>
    private static void Cover(ReadOnlySpan<char> min, ReadOnlySpan<char> max, ImmutableArray<(char, char)> before, List<NumberPattern> patterns)
    {
        while (min.Length > 0 && min[0] == max[0] && !IsWhole(min, max))
        {
            before = before.Add((min[0], min[0]));
            min = min[1..];
            max = max[1..];
        }
        if (IsWhole(min, max))
        {
            patterns.Add(new NumberPattern([.. before, .. Enumerable.Repeat(('0', '9'), min.Length)]));
            return;
        }
        var (low, high) = (min[0], max[0]);
        var lowRest = min[1..];
        var highRest = max[1..];
        var lowIsRagged = lowRest.ContainsAnyExcept('0');
        var highIsRagged = highRest.ContainsAnyExcept('9');
        if (lowIsRagged) Cover(lowRest, new string('9', lowRest.Length), before.Add((low, low)), patterns);
        var first = lowIsRagged ? (char)(low + 1) : low;
        var last = highIsRagged ? (char)(high - 1) : high;
        if (first <= last) patterns.Add(new NumberPattern([.. before, (first, last), .. Enumerable.Repeat(('0', '9'), lowRest.Length)]));
        if (highIsRagged) Cover(new string('0', highRest.Length), highRest, before.Add((high, high)), patterns);
    }

    private static bool IsWhole(ReadOnlySpan<char> min, ReadOnlySpan<char> max) => !min.ContainsAnyExcept('0') && !max.ContainsAnyExcept('9');

    private string Write(string any)
    {
        if (IsUnknown) return KitText.Numbers;
        var text = new StringBuilder();
        foreach (var (low, high) in _places)
        {
            if (low == high) text.Append(low);
            else if (low == '0' && high == '9') text.Append(any);
            else text.Append('[').Append(low).Append('-').Append(high).Append(']');
        }
        return text.ToString();
    }
}
