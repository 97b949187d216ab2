using System.Diagnostics;
using System.Text.RegularExpressions;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Console.Tests;

/// <summary>What is published has the console's files, from wherever it is started.</summary>
public sealed partial class PublishedFilesTests
{
    [Fact]
    public async Task Published_node_serves_every_file_that_its_pages_name()
    {
        var directory = Directory.CreateTempSubdirectory("sc-published-").FullName;
        try
        {
            await PublishAsync(directory);
            // Started in another directory than its own.
            await using var node = await NodeProcess.StartProgramAsync(Path.Combine(directory, Path.GetFileName(NodeProcess.Built)));
            using var http = new HttpClient { BaseAddress = node.Api };
            var page = await http.GetStringAsync(new Uri("/sign-in", UriKind.Relative), TestContext.Current.CancellationToken);
            var files = FileNames().Matches(page).Select(static match => match.Groups[1].Value).Distinct().ToList();
            Assert.Contains(files, static file => file.EndsWith("blazor.web.js", StringComparison.Ordinal));
            Assert.True(files.Count >= 5, page);
            foreach (var file in files) Assert.NotEmpty(await http.GetByteArrayAsync(new Uri(file, UriKind.Relative), TestContext.Current.CancellationToken));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task PublishAsync(string directory)
    {
        // bin/Release/net10.0 of the silo.
        var project = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(NodeProcess.Built)!, "../../.."));
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["publish", project, "-c", "Release", "--no-build", "-o", directory]) { RedirectStandardOutput = true };
        using var publish = Process.Start(start)!;
        var said = await publish.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await publish.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(publish.ExitCode == 0, said);
    }

    [GeneratedRegex("(?:href|src)=\"(/?[^\"]+\\.(?:css|js|svg))\"")]
    private static partial Regex FileNames();
}
