using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Tests.Telemetry;

/// <summary>What a PromQL expression reads: metrics, the labels that it matches, and those that it groups by.</summary>
/// <remarks>
/// No grammar: words that are neither functions, keywords nor within braces, brackets or a grouping are metrics. A construct that this does
/// not know leaves a word over, which no node exports, so the test fails and not passes.
/// </remarks>
internal sealed partial class PromQl
{
    private static readonly HashSet<string> Keywords =
    [
        "and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left", "group_right", "atan2", "inf", "nan", "start", "end",
    ];

    private PromQl()
    {
    }

    /// <summary>Each metric, and what is asked of its labels.</summary>
    public List<(string Metric, List<Matcher> Matchers)> Selectors { get; } = [];

    /// <summary>Labels that results are grouped by or joined on.</summary>
    public HashSet<string> Grouping { get; } = [];

    public static PromQl Parse(string expression)
    {
        var query = new PromQl();
        // 1. Ranges and offsets are times; variables of Grafana stand in them.
        var rest = Ranges().Replace(expression, "");
        // 2. Groupings: by (a, b).
        rest = Groupings().Replace(rest, match =>
        {
            foreach (var label in match.Groups[1].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) query.Grouping.Add(label);
            return " ";
        });
        // 3. Selectors with braces, then words alone.
        rest = Braces().Replace(rest, match =>
        {
            query.Selectors.Add((match.Groups[1].Value, [.. Matchers().Matches(match.Groups[2].Value).Select(static m => new Matcher(m.Groups[1].Value, m.Groups[2].Value, m.Groups[3].Value))]));
            return " ";
        });
        Assert.DoesNotContain('{', rest);
        foreach (Match word in Words().Matches(rest))
            if (!Keywords.Contains(word.Value)) query.Selectors.Add((word.Value, []));
        return query;
    }

    [GeneratedRegex(@"\[[^\]]*\]|\boffset\s+\S+")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)")]
    private static partial Regex Groupings();

    [GeneratedRegex("""([A-Za-z_:][A-Za-z0-9_:]*)\s*\{((?:[^{}"]|"(?:[^"\\]|\\.)*")*)\}""")]
    private static partial Regex Braces();

    [GeneratedRegex("""([A-Za-z_][A-Za-z0-9_]*)\s*(=~|!~|!=|=)\s*"((?:[^"\\]|\\.)*)"\s*""")]
    private static partial Regex Matchers();

    // Not a function, which has a parenthesis behind it, and not the unit of a number.
    [GeneratedRegex(@"(?<![A-Za-z0-9_:.])[A-Za-z_:][A-Za-z0-9_:]*(?![A-Za-z0-9_:])(?!\s*\()")]
    private static partial Regex Words();

    /// <summary>One condition on a label.</summary>
    internal sealed record Matcher(string Label, string Operator, string Value);
}
