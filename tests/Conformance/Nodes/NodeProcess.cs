using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Text;
using Xunit.Sdk;

namespace SystemConnector.Conformance.Tests.Nodes;

/// <summary>A node as operators run it: a process of its own, known by its sockets only.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startBound = TimeSpan.FromSeconds(60);

    /// <summary>The key to its API.</summary>
    public const string Key = "conformance-key-0123456789";

    private readonly string _directory = Directory.CreateTempSubdirectory("sc-node-").FullName;
    private readonly string _program;
    private readonly string[] _settings;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private NodeProcess(IPAddress address, string program, string[] settings)
    {
        _program = program;
        Sip = new IPEndPoint(address, 5060);
        Api = new Uri($"http://{address}:8080");
        _settings =
        [
            $"--Sip:Listen:0=udp:{Sip}",
            $"--Sip:Listen:1=tcp:{Sip}",
            $"--Api:Urls={Api.OriginalString}",
            $"--Api:BootstrapKey={Key}",
            $"--Storage:Directory={_directory}",
            // SIPp 3.6 reads only the first challenge and knows only MD5.
            "--Sip:Digest:Algorithms:0=Md5",
            .. settings,
        ];
        GraphQl = new GraphQlClient(Api, Key);
    }

    /// <summary>Where the node speaks SIP, over UDP and TCP.</summary>
    public IPEndPoint Sip { get; }

    /// <summary>Where the node serves its API.</summary>
    public Uri Api { get; }

    /// <summary>The node's API.</summary>
    public GraphQlClient GraphQl { get; }

    /// <summary>Everything that the node wrote so far.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>The last that it wrote, short enough to be read in a test's result.</summary>
    public string LogTail => Log is { Length: > 6000 } log ? log[^6000..] : Log;

    /// <summary>Whether the process is there.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The program that was built with the tests.</summary>
    public static string Built { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, typeof(NodeProcess).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Node").Value!));

    /// <summary>Starts a node on an address of its own and waits until it serves.</summary>
    public static Task<NodeProcess> StartAsync(params string[] settings) => StartProgramAsync(Built, settings);

    /// <summary>Starts another program than the one that was built with the tests.</summary>
    public static async Task<NodeProcess> StartProgramAsync(string program, params string[] settings)
    {
        var node = new NodeProcess(Loopback.Next(), program, settings);
        try
        {
            await node.StartProcessAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the process as a power cut does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(); // SIGKILL: the node gets no chance to say goodbye.
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts the node again after <see cref="KillAsync"/>: same sockets, same directory.</summary>
    public Task StartAgainAsync() => StartProcessAsync();

    private async Task StartProcessAsync()
    {
        var program = _program;
        if (!File.Exists(program)) throw new XunitException($"The node is not built: {program}");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [program, .. _settings])
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(
            async () => IsRunning ? await GraphQl.IsReadyAsync() : throw new XunitException($"The node ended with {_process.ExitCode}:\n{LogTail}"),
            s_startBound,
            () => $"the node is ready\n{LogTail}");
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        // A node that floods its log must not take the tests' memory.
        lock (_log)
        {
            if (_log.Length > 1 << 20) _log.Remove(0, 1 << 19);
            _log.AppendLine(line);
        }
    }

    public async ValueTask DisposeAsync()
    {
        GraphQl.Dispose();
        if (_process is not null)
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }
        Directory.Delete(_directory, recursive: true);
    }
}
