using System.Globalization;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace SystemConnector.Silo.Tests;

/// <summary>What operators copy from deploy/ is held against the node that it is for; deploy/check holds it against the programs that read it.</summary>
public sealed partial class DeploymentTests
{
    private static readonly string Folder = Path.Combine(DocumentTests.RepositoryRoot(), "deploy");

    /// <summary>What a node takes to stop after it has drained.</summary>
    private static readonly TimeSpan StopBound = TimeSpan.FromSeconds(30);

    private static readonly string[] Secrets =
    [
        "--Storage:ConnectionString=Host=db.example", $"--Storage:MasterKey={Convert.ToBase64String(new byte[32])}", "--Api:BootstrapKey=a-key-of-the-cluster",
    ];

    [Fact]
    public async Task Settings_of_the_unit_are_without_fault()
    {
        string[] settings = [.. Settings("systemd/cluster.env"), .. Settings("systemd/node.env")];
        Assert.Contains(settings, static setting => setting.StartsWith("--Cluster:Address=", StringComparison.Ordinal));
        await using var node = NodeHost.Build([.. settings, .. Secrets]);
    }

    /// <summary>The parser refuses a field that the type does not have.</summary>
    [Fact]
    public async Task Manifests_of_Kubernetes_are_of_their_types_and_their_settings_are_without_fault()
    {
        var files = Directory.GetFiles(Path.Combine(Folder, "kubernetes", "base"), "*.yaml").Where(static file => Path.GetFileName(file) != "kustomization.yaml").ToList();
        var objects = files.SelectMany(static file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true)).ToList();
        Assert.Equal(6, objects.Count);

        var pod = Assert.Single(objects.OfType<V1StatefulSet>()).Spec.Template.Spec;
        var settings = Assert.Single(objects.OfType<V1ConfigMap>()).Data.Where(static entry => entry.Key != "SecretsDirectory").ToDictionary();
        foreach (var variable in Assert.Single(pod.Containers).Env) settings[variable.Name] = variable.ValueFrom.FieldRef.FieldPath == "metadata.name" ? "node-0" : "10.0.0.1";
        await using var node = NodeHost.Build([.. settings.Select(static entry => Argument(entry.Key, entry.Value)), .. Secrets]);

        Assert.True(TimeSpan.FromSeconds(pod.TerminationGracePeriodSeconds!.Value) > DrainTimeout(settings["Cluster__DrainTimeout"]) + StopBound);
    }

    [Fact]
    public async Task Settings_of_the_compose_file_are_without_fault()
    {
        var settings = Pairs().Matches(Read("compose/compose.yaml"))
            .DistinctBy(static match => match.Groups[1].Value).Select(static match => Argument(match.Groups[1].Value, match.Groups[2].Value)).ToList();
        Assert.True(settings.Count >= 10, $"Only {settings.Count} settings were found.");
        await using var node = NodeHost.Build([.. settings, .. Secrets]);
    }

    [Theory]
    [InlineData("systemd/system-connector.service", "TimeoutStopSec=([0-9]+)")]
    [InlineData("compose/compose.yaml", "stop_grace_period: ([0-9]+)s")]
    public void A_node_that_drains_is_not_killed_early(string file, string pattern)
    {
        var grace = TimeSpan.FromSeconds(int.Parse(Regex.Match(Read(file), pattern).Groups[1].ValueSpan, CultureInfo.InvariantCulture));
        var drain = DrainTimeout(Regex.Match(Read(file.StartsWith("systemd", StringComparison.Ordinal) ? "systemd/cluster.env" : file), "Cluster__DrainTimeout[=:] ?\"?([0-9:]+)").Groups[1].Value);
        Assert.True(grace > drain + StopBound, $"{file}: {grace} is too short for {drain}.");
    }

    private static TimeSpan DrainTimeout(string text) => TimeSpan.Parse(text, CultureInfo.InvariantCulture);

    private static string Read(string file) => File.ReadAllText(Path.Combine(Folder, file));

    private static IEnumerable<string> Settings(string file) =>
        File.ReadLines(Path.Combine(Folder, file)).Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => Argument(line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..]));

    private static string Argument(string variable, string value) => $"--{variable.Replace("__", ":", StringComparison.Ordinal)}={value}";

    [GeneratedRegex("^ +([A-Za-z]+__[A-Za-z0-9_]+): \"?([^\"\n]+)\"?$", RegexOptions.Multiline)]
    private static partial Regex Pairs();
}
