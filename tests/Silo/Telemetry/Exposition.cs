using System.Globalization;
using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Tests.Telemetry;

/// <summary>What a node exports, in Prometheus' text format.</summary>
internal sealed partial class Exposition
{
    private readonly ILookup<string, (Dictionary<string, string> Labels, double Value)> _samples;

    public Exposition(string text) => _samples = text.Split('\n')
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => Sample().Match(line))
        .ToLookup(
            static match => match.Groups[1].Value,
            static match => (
                Label().Matches(match.Groups[2].Value).ToDictionary(static label => label.Groups[1].Value, static label => label.Groups[2].Value),
                double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)));

    /// <summary>The names of all metrics.</summary>
    public IEnumerable<string> Names => _samples.Select(static metric => metric.Key);

    public bool Has(string metric) => _samples.Contains(metric);

    /// <summary>The values that a label has in a metric.</summary>
    public HashSet<string> Values(string metric, string label) =>
        [.. _samples[metric].Where(sample => sample.Labels.ContainsKey(label)).Select(sample => sample.Labels[label])];

    /// <summary>The sum of a metric's samples that have the label so; 0 for none.</summary>
    public double Sum(string metric, string? label = null, string? value = null) =>
        _samples[metric].Where(sample => label is null || sample.Labels.GetValueOrDefault(label) == value).Sum(static sample => sample.Value);

    [GeneratedRegex("""^([A-Za-z_:][A-Za-z0-9_:]*)(?:\{(.*)\})? (\S+)(?: \d+)?\r?$""")]
    private static partial Regex Sample();

    [GeneratedRegex("""([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex Label();
}
