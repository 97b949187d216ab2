using System.Diagnostics;
using System.Text;
using SystemConnector.Conformance.Tests.Nodes;

namespace SystemConnector.Conformance.Tests;

/// <summary>A node for programs that talk to its API: independent clients and the worked examples.</summary>
public sealed class ApiNode : IAsyncLifetime
{
    private static readonly string s_tests = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../.."));
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(90);
    private static readonly Installation s_node = new("node", "nodejs");

    private NodeProcess? _node;

    /// <summary>Where the independent clients are.</summary>
    public static string Clients { get; } = Path.Combine(s_tests, "graphql");

    /// <summary>Where the worked examples are.</summary>
    public static string Examples { get; } = Path.GetFullPath(Path.Combine(s_tests, "../../docs/api/examples"));

    /// <summary>Whether the clients can run here.</summary>
    public static bool HasClients => s_node.Path is not null && Directory.Exists(Path.Combine(Clients, "node_modules/graphql-ws"));

    /// <summary>Skips the test where the clients cannot be had.</summary>
    public static void RequireClients()
    {
        s_node.Require();
        Assert.SkipUnless(
            HasClients,
            "the clients are not installed (npm ci in tests/Conformance/graphql, which needs npm and its registry)");
    }

    /// <summary>Runs a program that finds the API in SC_URL and SC_KEY, to its end.</summary>
    internal async Task<(int Status, string Output)> RunAsync(string program, string script, string directory)
    {
        var start = new ProcessStartInfo(program, [script])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["SC_URL"] = new Uri(_node!.Api, "graphql").ToString(), ["SC_KEY"] = NodeProcess.Key },
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(s_bound);
        try
        {
            await process.WaitForExitAsync(bound.Token);
            return (process.ExitCode, $"{output}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{output}\nNot within {s_bound.TotalSeconds} s.\n{_node.LogTail}");
        }

        void Keep(string? line)
        {
            lock (output) output.AppendLine(line);
        }
    }

    public async ValueTask InitializeAsync()
    {
        // Only Linux has an address of 127.0.0.0/8 for it; the tests say so.
        if (OperatingSystem.IsLinux()) _node = await NodeProcess.StartAsync("--Api:KeepAliveInterval=00:00:01");
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
    }
}
