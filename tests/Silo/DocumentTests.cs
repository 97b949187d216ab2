using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Tests;

public sealed partial class DocumentTests
{
    [Theory]
    [InlineData("README.md", 25)]
    [InlineData("ARCHITECTURE.md", 25)]
    [InlineData("CONTRIBUTING.md", 20)]
    [InlineData("deploy/OPERATORS.md", 12)]
    [InlineData("grains/README.md", 20)]
    [InlineData("docs/api/examples/README.md", 12)]
    public void Every_path_that_a_document_names_is_there(string document, int atLeast)
    {
        var text = File.ReadAllText(Path.Combine(RepositoryRoot(), document));
        // The guides of a folder name what is in it; the others begin at the top.
        var (root, found) = Path.GetFileName(document) == "README.md" && Path.GetDirectoryName(document) is { Length: > 0 } folder
            ? (Path.Combine(RepositoryRoot(), folder), PathsOfFolder().Matches(text))
            : (RepositoryRoot(), Paths().Matches(text));
        var paths = found.Select(static match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(paths.Count >= atLeast, $"Only {paths.Count} paths were found in {document}.");
        Assert.DoesNotContain(paths, path => !Path.Exists(Path.Combine(root, path)));
    }

    internal static string RepositoryRoot()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "SystemConnector.sln"))) directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("Not in the repository.");
        return directory;
    }

    // In code quotes, under one of the top folders.
    [GeneratedRegex("`((?:sip|grains|api|silo|tests|deploy|docs)/[A-Za-z0-9_./-]*)`")]
    private static partial Regex Paths();

    [GeneratedRegex("`((?:(?:Actors|Contracts)/|[0-9]{2}-)[A-Za-z0-9_./-]*)`")]
    private static partial Regex PathsOfFolder();
}
