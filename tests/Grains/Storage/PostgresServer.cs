using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Grains.Tests.Storage;

/// <summary>A PostgreSQL server for one test, in a directory of its own, on a free loopback port; null where none is installed.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private readonly string _binaries;
    private readonly string _directory;
    private readonly int _port;

    private PostgresServer(string binaries, string directory, int port)
    {
        _binaries = binaries;
        _directory = directory;
        _port = port;
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Timeout=5";
    }

    public string ConnectionString { get; }

    /// <summary>The configuration of a node on this server.</summary>
    public Dictionary<string, string?> Settings(string node) => new()
    {
        ["Cluster:NodeName"] = node,
        ["Cluster:Address"] = "127.0.0.1",
        ["Storage:Provider"] = "PostgreSql",
        ["Storage:ConnectionString"] = ConnectionString,
        ["Storage:MasterKey"] = Convert.ToBase64String(new byte[32]),
    };

    public static async Task<PostgresServer?> TryStart()
    {
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/usr/lib/postgresql")) return null;
        var binaries = Directory.GetDirectories("/usr/lib/postgresql").Order().Select(d => Path.Combine(d, "bin")).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb")));
        if (binaries is null) return null;
        var directory = Directory.CreateTempSubdirectory("system-connector-pg-").FullName;
        // The server refuses to run as root: then it runs as the user that its package made.
        if (Environment.IsPrivilegedProcess) await Run("chown", "postgres", directory);
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var server = new PostgresServer(binaries, directory, port);
        await server.AsServer("initdb", "-D", $"{directory}/data", "-U", "postgres", "-A", "trust", "--no-sync");
        await server.Start();
        return server;
    }

    /// <summary>Starts it again.</summary>
    public Task Start() => AsServer("pg_ctl", "-D", $"{_directory}/data", "-l", $"{_directory}/log", "-w", "-t", "20",
        "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_directory} -c fsync=off", "start");

    public Task Stop() => AsServer("pg_ctl", "-D", $"{_directory}/data", "-m", "immediate", "-w", "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists($"{_directory}/data/postmaster.pid")) await Stop();
        Directory.Delete(_directory, recursive: true);
    }

    private Task AsServer(string command, params string[] arguments) => Environment.IsPrivilegedProcess
        ? Run("runuser", ["-u", "postgres", "--", Path.Combine(_binaries, command), .. arguments])
        : Run(Path.Combine(_binaries, command), arguments);

    private static async Task Run(string command, params string[] arguments)
    {
        // Its output is not read: the server that pg_ctl starts would keep a pipe open.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", command, .. arguments]) { WorkingDirectory = Path.GetTempPath() })!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
