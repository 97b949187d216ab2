using System.Text.RegularExpressions;

namespace SystemConnector.Conformance.Tests.Sipp;

/// <summary>Reads a scenario of Scenarios/ and fills in what SIPp's own keywords cannot say: $(name) and $(include part).</summary>
internal static partial class SippScenario
{
    /// <summary>The text of a scenario with every placeholder filled in; fails on one that is not given.</summary>
    public static string Read(string name, IReadOnlyDictionary<string, string> values)
    {
        var root = Path.Combine(AppContext.BaseDirectory, "Scenarios");
        var text = Include().Replace(
            File.ReadAllText(Path.Combine(root, name + ".xml")),
            m => File.ReadAllText(Path.Combine(root, "Parts", m.Groups[1].Value + ".xml")));
        // Comments may speak of placeholders.
        text = Comment().Replace(text, "");
        return Placeholder().Replace(
            text,
            m => values.TryGetValue(m.Groups[1].Value, out var value) ? value : throw new KeyNotFoundException($"{name}.xml needs $({m.Groups[1].Value})"));
    }

    [GeneratedRegex(@"^ *\$\(include ([a-z_]+)\)\n", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex("<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\$\(([a-zA-Z]+)\)")]
    private static partial Regex Placeholder();
}
