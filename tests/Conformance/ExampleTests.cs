using System.Collections.Concurrent;

namespace SystemConnector.Conformance.Tests;

/// <summary>The worked examples (docs/api/examples), each exactly as it stands, in their order, since they build on one another.</summary>
public class ExampleTests(ApiNode node) : IClassFixture<ApiNode>
{
    private const string Expectation = "Prints: ";

    private static readonly Installation s_curl = new("curl", "curl"), s_jq = new("jq", "jq");

    // What the first of the tests ran; all belong to one class and so run one after the other, in whatever order.
    private static readonly ConcurrentDictionary<string, (int Status, string Output)> s_results = new();

    public static TheoryData<string> Examples =>
        [.. Directory.GetFiles(ApiNode.Examples).Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Order(StringComparer.Ordinal)!];

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_does_what_it_says(string example)
    {
        s_curl.Require();
        s_jq.Require();
        if (IsNodeProgram(example)) ApiNode.RequireClients();
        // Those before it make what it needs; one that cannot run here makes nothing.
        foreach (var each in Examples.Select(row => row.Data))
        {
            if (!s_results.ContainsKey(each) && (!IsNodeProgram(each) || ApiNode.HasClients)) s_results[each] = await RunAsync(each);
            if (each == example) break;
        }

        var (status, output) = s_results[example];
        Assert.True(status == 0, output);
        var rest = output;
        var expected = File.ReadLines(Path.Combine(ApiNode.Examples, example)).Where(line => line.Contains(Expectation, StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(expected);
        foreach (var text in expected.Select(line => line[(line.IndexOf(Expectation, StringComparison.Ordinal) + Expectation.Length)..]))
        {
            var at = rest.IndexOf(text, StringComparison.Ordinal);
            Assert.True(at >= 0, $"'{text}' is not printed, or not in that order:\n{output}");
            rest = rest[(at + text.Length)..];
        }
    }

    private async Task<(int Status, string Output)> RunAsync(string example)
    {
        // In a directory of its own, with the packages that a reader would have installed there.
        var directory = Directory.CreateTempSubdirectory("sc-example-").FullName;
        try
        {
            var copy = Path.Combine(directory, example);
            File.Copy(Path.Combine(ApiNode.Examples, example), copy);
            if (IsNodeProgram(example)) Directory.CreateSymbolicLink(Path.Combine(directory, "node_modules"), Path.Combine(ApiNode.Clients, "node_modules"));
            return await node.RunAsync(IsNodeProgram(example) ? "node" : "bash", copy, directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static bool IsNodeProgram(string example) => example.EndsWith(".mjs", StringComparison.Ordinal);
}
