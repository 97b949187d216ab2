using System.Text.Json;
using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Tests.Telemetry;

/// <summary>What deploy/monitoring reads is what a node exports.</summary>
public sealed partial class MonitoringTests(WatchedNode node) : IClassFixture<WatchedNode>
{
    // What Prometheus itself says of each target.
    private static readonly HashSet<string> OfPrometheus = ["up"], LabelsOfPrometheus = ["job", "instance"];

    [Theory]
    [InlineData("grafana-dashboard.json", 70)]
    [InlineData("alerts.yml", 15)]
    public async Task Every_metric_and_label_of_a_query_is_exported(string file, int atLeast)
    {
        var exported = await node.ScrapeAsync();
        var queries = file.EndsWith(".json", StringComparison.Ordinal) ? Dashboard(Read(file)) : Rules(Read(file));
        var selectors = queries.SelectMany(static query => PromQl.Parse(query).Selectors).ToList();
        Assert.True(selectors.Count >= atLeast, $"Only {selectors.Count} metrics were found in {file}.");
        Assert.Empty(queries.SelectMany(query => Faults(query, exported)).Distinct());
    }

    [Fact]
    public async Task Every_metric_of_ours_is_explained()
    {
        var exported = await node.ScrapeAsync();
        var page = Read("README.md");
        var ours = exported.Names.Where(static name => name.StartsWith("systemconnector_", StringComparison.Ordinal))
            .Select(static name => HistogramSuffix().Replace(name, "")).ToHashSet();
        Assert.True(ours.Count > 50, $"Only {ours.Count} metrics are exported.");
        Assert.DoesNotContain(ours, name => !page.Contains($"`{name}`", StringComparison.Ordinal));
        // And the other way round: what is explained is there.
        Assert.Empty(OurNames().Matches(page).Select(static match => match.Groups[1].Value).Except(ours));
    }

    [Theory]
    [InlineData("sum by (a) (rate(m_total{b=\"x{}\",c=~\"y|z\"}[$__rate_interval])) > 0.1", "m_total b c | a")]
    [InlineData("100 * p / on (i) group_left (j) q{} unless r offset 5m", "p, q, r | i j")]
    [InlineData("histogram_quantile(0.5, sum by (le) (rate(h_bucket[5m])))", "h_bucket | le")]
    [InlineData("14 * 86400 < 1e3", "| ")]
    public void Queries_are_understood(string query, string expected)
    {
        var parsed = PromQl.Parse(query);
        var selectors = string.Join(", ", parsed.Selectors.Select(static s => string.Join(' ', (string[])[s.Metric, .. s.Matchers.Select(static m => m.Label)])).Order(StringComparer.Ordinal));
        Assert.Equal(expected, $"{selectors} | {string.Join(' ', parsed.Grouping)}".TrimStart(' '));
    }

    private static IEnumerable<string> Faults(string query, Exposition exported)
    {
        var parsed = PromQl.Parse(query);
        if (parsed.Selectors.Count == 0) yield return $"No metric in: {query}";
        foreach (var (metric, matchers) in parsed.Selectors)
        {
            if (OfPrometheus.Contains(metric)) continue;
            if (!exported.Has(metric)) yield return $"{metric} is not exported: {query}";
            foreach (var matcher in matchers.Where(static matcher => !LabelsOfPrometheus.Contains(matcher.Label)))
            {
                var values = exported.Values(metric, matcher.Label);
                if (values.Count == 0) yield return $"{metric} has no label {matcher.Label}: {query}";
                // The alternatives of =~ are words here: each must be one that occurs.
                foreach (var value in matcher.Value.Split('|').Where(value => value.Length > 0 && !values.Contains(value)))
                    yield return $"{matcher.Label} of {metric} is never {value}: {query}";
            }
        }
        foreach (var label in parsed.Grouping.Where(static label => !LabelsOfPrometheus.Contains(label)))
            if (!parsed.Selectors.Exists(selector => exported.Values(selector.Metric, label).Count > 0)) yield return $"No label {label} to group by: {query}";
    }

    private static List<string> Dashboard(string json)
    {
        using var dashboard = JsonDocument.Parse(json);
        var queries = new List<string>();
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            if (!panel.TryGetProperty("targets", out var targets)) continue;
            foreach (var target in targets.EnumerateArray()) queries.Add(target.GetProperty("expr").GetString()!);
        }
        foreach (var variable in dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray())
        {
            if (variable.GetProperty("type").GetString() != "query") continue;
            queries.Add(LabelValues().Match(variable.GetProperty("query").GetProperty("query").GetString()!).Groups[1].Value);
        }
        return queries;
    }

    /// <summary>The expressions of rules, which stand behind "expr:" or indented below it.</summary>
    private static List<string> Rules(string yaml)
    {
        var queries = Expressions().Matches(yaml).Select(static match => match.Groups["line"].Success ? match.Groups["line"].Value : match.Groups["block"].Value).ToList();
        Assert.Equal(Alerts().Count(yaml), queries.Count);
        return queries;
    }

    private static string Read(string file)
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "SystemConnector.sln"))) directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Not in the repository.");
        return File.ReadAllText(Path.Combine(directory, "deploy", "monitoring", file)).ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"_(bucket|sum|count)$(?<!trunk_count)")]
    private static partial Regex HistogramSuffix();

    [GeneratedRegex("`(systemconnector_[a-z_]+)`")]
    private static partial Regex OurNames();

    [GeneratedRegex(@"^label_values\((.*), *[a-z_]+\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex(@"^(?<indent> +)expr: (?:\|\n(?<block>(?:\k<indent> +.*\n)+)|(?<line>[^|\n].*)\n)", RegexOptions.Multiline)]
    private static partial Regex Expressions();

    [GeneratedRegex(@"^ +- alert: ", RegexOptions.Multiline)]
    private static partial Regex Alerts();
}
